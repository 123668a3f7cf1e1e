package io.edgeless.component;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.LogLevel;

/// What a running guest may ask of its host. Implemented by the node's instance host, which only
/// delegates. Called on the thread that runs the guest.
public interface HostApi extends Outputs {

    InstanceId self();

    /// Hands a line to telemetry; truncated and rate-limited by the limits of the instance.
    void log(LogLevel level, String target, String message);

    /// Replaces the saved state. Returns false, with the reason logged, when it could not be saved
    /// (too large, disk full).
    boolean sync(byte[] state);
}
