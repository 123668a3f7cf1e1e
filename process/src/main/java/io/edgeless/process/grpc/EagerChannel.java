package io.edgeless.process.grpc;

import io.edgeless.world.Clock;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Tries a lost connection again when somebody wants it. gRPC by itself waits up to two minutes
/// between attempts and fails every call until then, although the peer may have long been back.
/// Safe for concurrent use; its [GrpcChannels] closes it.
final class EagerChannel extends Channel {

    /// Fast enough for a person who restarts a program, slow enough not to flood a dead host.
    private static final long RETRY_NANOS = Duration.ofMillis(250).toNanos();

    private final ManagedChannel managed;
    private final Clock clock;

    /// When the wait was last cut short; calls come from any thread.
    private final AtomicLong retriedNanos;

    EagerChannel(ManagedChannel managed, Clock clock) {
        this.managed = managed;
        this.clock = clock;
        retriedNanos = new AtomicLong(clock.nanos());
    }

    ManagedChannel managed() {
        return managed;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        if (managed.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            long now = clock.nanos();
            long last = retriedNanos.get();
            if (now - last >= RETRY_NANOS && retriedNanos.compareAndSet(last, now)) {
                managed.resetConnectBackoff();
            }
        }
        return managed.newCall(method, options);
    }

    @Override
    public String authority() {
        return managed.authority();
    }
}
