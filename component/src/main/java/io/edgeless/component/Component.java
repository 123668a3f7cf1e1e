package io.edgeless.component;

import io.edgeless.api.model.Event;

/// Whatever receives events: a function's instance host or a resource. The data plane calls it with
/// one event at a time, never concurrently, on a thread of the data plane; it may block.
public interface Component {

    /// Handles a cast or a call. Never throws: whatever goes wrong is an outcome. The outcome of a
    /// cast is not sent anywhere; that of a call answers the caller.
    Outcome handle(Event event);
}
