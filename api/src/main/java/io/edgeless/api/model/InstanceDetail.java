package io.edgeless.api.model;

/// One instance and what waits for it at this moment.
///
/// @param workflow text of its id
/// @param className of the function or resource
public record InstanceDetail(
        RunningInstance running, String workflow, String className, Waiting waiting) {

    /// What waits in its mailbox, beside how much may wait there.
    ///
    /// @param pendingCalls its own calls that wait for an answer
    public record Waiting(int events, long bytes, int eventsMax, long bytesMax, int pendingCalls) {

        /// Of an instance that has no mailbox yet.
        public static final Waiting NOTHING = new Waiting(0, 0, 0, 0, 0);
    }
}
