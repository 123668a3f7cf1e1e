package io.edgeless.component;

import io.edgeless.api.model.Event;

/// Whatever receives events: a function's instance host or a resource. The data plane calls it on a
/// thread of its own, with one event at a time unless a resource asks for more; it may block.
public interface Component {

    /// Handles a cast or a call. Never throws: whatever goes wrong is an outcome. The outcome of a
    /// cast is not sent anywhere; that of a call answers the caller.
    Outcome handle(Event event);

    /// How many events a resource may be given at once; asked for when it is opened, bounded by the
    /// data plane, and always 1 for a function. Above 1 they are handled in no particular order,
    /// and [#handle] must be safe for that.
    default int concurrentEventsMax() {
        return 1;
    }
}
