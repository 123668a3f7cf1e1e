package io.edgeless.component;

import io.edgeless.api.id.InstanceId;

import java.util.Optional;

/// One running guest. Used by one thread at a time, except [#interrupt()]. No method throws. After
/// an outcome that is not [Outcome#usable()] only [#close()] may follow.
public interface FunctionInstance extends AutoCloseable {

    /// Runs `handle_init`.
    ///
    /// @param payload the annotation `init-payload`
    /// @param state the saved state to continue from
    Outcome init(Optional<byte[]> payload, Optional<byte[]> state);

    /// Runs `handle_cast`.
    Outcome cast(InstanceId source, byte[] payload);

    /// Runs `handle_call`.
    Outcome call(InstanceId source, byte[] payload);

    /// Runs `handle_stop`.
    Outcome stop();

    /// Makes the handler that is running end with [Outcome.Interrupted] soon. From any thread. The
    /// caller makes sure that it lands in the event it is meant for.
    void interrupt();

    /// Bytes of memory it holds now; an estimate for telemetry.
    long memoryBytes();

    @Override
    void close();
}
