package io.edgeless.component;

import java.time.Duration;

/// What one function instance may use at the most. Annotations lower these defaults; the node's
/// configuration caps them.
///
/// @param memoryPagesMax linear memory in 64 KiB pages
/// @param payloadBytesMax one payload or reply
/// @param stateBytesMax the saved state
/// @param mailboxEventsMax events waiting
/// @param mailboxBytesMax payload bytes waiting
/// @param cpuBudget CPU time for one event, host calls not counted
/// @param wallBudget time for one event, host calls not counted; the last resort
/// @param pendingCallsMax calls open at a time
/// @param timersMax delayed casts waiting
/// @param logLinesPerSecond lines logged
/// @param logLineBytesMax one line; longer ones are cut
public record Limits(
        int memoryPagesMax,
        int payloadBytesMax,
        int stateBytesMax,
        int mailboxEventsMax,
        int mailboxBytesMax,
        Duration cpuBudget,
        Duration wallBudget,
        int pendingCallsMax,
        int timersMax,
        int logLinesPerSecond,
        int logLineBytesMax) {

    private static final int MIB = 1 << 20;

    /// The defaults of the platform: 16 MiB memory, 4 MiB payload and state, 1,024 events or 16 MiB
    /// waiting, 1 s of CPU and 10 s of wall time for an event.
    public static final Limits DEFAULT =
            new Limits(
                    256,
                    4 * MIB,
                    4 * MIB,
                    1024,
                    16 * MIB,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    16,
                    1024,
                    100,
                    4096);
}
