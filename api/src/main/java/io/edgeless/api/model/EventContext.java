package io.edgeless.api.model;

import java.util.Optional;

/// What travels with an event besides its payload.
///
/// @param createdEpochNanos wall-clock time of creation in ns since 1970; 0 for replies
/// @param trace passed through from the event being handled
/// @param source placement of the sender; empty from a v1.2 peer
/// @param deadlineLeftMillis time left for a call when it was sent, at most a day; 0 = not given
public record EventContext(
        long createdEpochNanos,
        TraceContext trace,
        Optional<Placement> source,
        long deadlineLeftMillis) {

    /// The context of an event without history.
    public static final EventContext NONE =
            new EventContext(0, TraceContext.NONE, Optional.empty(), 0);
}
