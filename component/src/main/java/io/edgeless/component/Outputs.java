package io.edgeless.component;

import io.edgeless.api.id.InstanceId;

/// How a component sends events: by channel, as the last patch mapped it, or to an explicit
/// instance. The reserved channel `self` is the component itself. Called from the component's own
/// handling thread or, by resources, from threads of their own; safe for concurrent use. No method
/// throws. Payload arrays pass into the ownership of the event.
public interface Outputs {

    CastResult cast(String channel, byte[] payload);

    CastResult castRaw(InstanceId target, byte[] payload);

    /// Waits for the answer, at most as long as the deadline of the event being handled or the
    /// node's default call timeout.
    CallResult call(String channel, byte[] payload);

    /// As [#call(String, byte[])], but waits no longer than this many milliseconds (from 1).
    CallResult call(String channel, byte[] payload, long timeoutMillis);

    CallResult callRaw(InstanceId target, byte[] payload);

    /// Casts after a delay; the target is resolved now, as in v1.2. Cancelled when the sender
    /// stops.
    ///
    /// @param delayMillis from 0 to 24 h
    CastResult delayedCast(long delayMillis, String channel, byte[] payload);
}
