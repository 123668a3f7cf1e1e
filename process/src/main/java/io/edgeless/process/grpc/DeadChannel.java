package io.edgeless.process.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

/// A channel to nowhere: every call ends at once with the reason. Safe for concurrent use.
final class DeadChannel extends Channel {

    private final Status reason;

    DeadChannel(Status reason) {
        this.reason = reason;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        return new DeadCall<>(reason, options);
    }

    @Override
    public String authority() {
        return "";
    }

    private static final class DeadCall<Q, A> extends ClientCall<Q, A> {

        private final Status reason;
        private final CallOptions options;

        DeadCall(Status reason, CallOptions options) {
            this.reason = reason;
            this.options = options;
        }

        @Override
        public void start(Listener<A> listener, Metadata headers) {
            Runnable end = () -> listener.onClose(reason, new Metadata());
            if (options.getExecutor() == null) {
                end.run();
            } else {
                options.getExecutor().execute(end);
            }
        }

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {}
    }
}
