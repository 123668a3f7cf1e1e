package io.edgeless.process.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLException;

/// Says why there is no secure connection, where gRPC itself says only that there is none. Safe for
/// concurrent use.
final class HandshakeFailures implements ClientInterceptor {

    private static final int CAUSES_MAX = 16;

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
            MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                super.onClose(explained(status), trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private static Status explained(Status status) {
        if (status.getCode() != Status.Code.UNAVAILABLE) {
            return status;
        }
        @Nullable Throwable cause = status.getCause();
        @Nullable Throwable innermost = null;
        boolean isTls = false;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
            isTls |= cause instanceof SSLException;
            innermost = cause;
            cause = cause.getCause();
        }
        return isTls && innermost != null
                ? status.withDescription("no secure connection: " + innermost.getMessage())
                : status;
    }
}
