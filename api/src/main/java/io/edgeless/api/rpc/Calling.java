package io.edgeless.api.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/// The calling side of one gRPC service: every call has the deadline, and every way a call can fail
/// becomes an [RpcException] that names the rpc, the peer and the cause. Used by any number of
/// threads; the channel belongs to whoever made it.
record Calling(Channel channel, Duration deadline) {

    /// Calls and waits for the answer, which `read` translates.
    <Q, A, R> R call(MethodDescriptor<Q, A> method, Q request, Function<A, R> read) {
        try {
            return read.apply(ClientCalls.blockingUnaryCall(channel, method, options(), request));
        } catch (StatusRuntimeException e) {
            throw failure(method, e.getStatus());
        } catch (Malformed e) {
            throw new RpcException(
                    RpcException.Code.INTERNAL,
                    where(method) + " answered what cannot be read: " + e.problem());
        }
    }

    /// Calls and waits until it was carried out.
    <Q, A> void run(MethodDescriptor<Q, A> method, Q request) {
        call(method, request, answer -> Optional.empty());
    }

    /// Calls without waiting; `done` is told the outcome exactly once, on a thread of the transport
    /// (or on this one, if the call fails at once), which it must not block. A handler that starts
    /// a call and returns does not cancel it: it does not belong to the handler's own rpc.
    <Q, A> void start(
            MethodDescriptor<Q, A> method, Q request, Consumer<Optional<RpcException>> done) {
        // The outcome may come on another thread than a failure to start.
        var told = new AtomicBoolean();
        Consumer<Optional<RpcException>> once =
                outcome -> {
                    if (told.compareAndSet(false, true)) {
                        done.accept(outcome);
                    }
                };
        var observer =
                new StreamObserver<A>() {
                    @Override
                    public void onNext(A answer) {}

                    @Override
                    public void onError(Throwable error) {
                        once.accept(Optional.of(failure(method, Status.fromThrowable(error))));
                    }

                    @Override
                    public void onCompleted() {
                        once.accept(Optional.empty());
                    }
                };
        Context callers = Context.ROOT.attach();
        try {
            CallOptions options = options().withExecutor(Runnable::run);
            ClientCalls.asyncUnaryCall(channel.newCall(method, options), request, observer);
        } catch (RuntimeException e) {
            observer.onError(e);
        } finally {
            Context.ROOT.detach(callers);
        }
    }

    /// Service and rpc for messages, without the package.
    static String nameOf(MethodDescriptor<?, ?> method) {
        String service = String.valueOf(method.getServiceName());
        return service.substring(service.lastIndexOf('.') + 1) + "." + method.getBareMethodName();
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(deadline);
    }

    private String where(MethodDescriptor<?, ?> method) {
        return nameOf(method) + " at " + channel.authority();
    }

    private RpcException failure(MethodDescriptor<?, ?> method, Status status) {
        var text = new StringBuilder(where(method)).append(": ").append(status.getCode());
        if (status.getDescription() != null) {
            text.append(", ").append(status.getDescription());
        }
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null) {
            text.append(" (").append(cause.getMessage()).append(')');
        }
        return new RpcException(Codes.code(status.getCode()), text.toString());
    }
}
