package io.edgeless.dataplane;

import io.edgeless.api.model.Event;

/// An event in a mailbox, with what matters on this node only.
///
/// @param deadlineNanos when its caller stops waiting, by this node's clock; 0 for casts
/// @param depth how many calls are nested around it on this node
record Envelope(Event event, long deadlineNanos, int depth) {

    static Envelope cast(Event event) {
        return new Envelope(event, 0, 0);
    }
}
