package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.wire.FunctionInvocationGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A client of a node's data plane. Safe for concurrent use; the channel is the caller's.
public final class InvocationClient implements Invocations {

    private static final String RPC = "sending an event";

    private final Channel channel;
    private final FunctionInvocationGrpc.FunctionInvocationBlockingStub stub;
    private final Duration deadline;

    /// @param deadline of every call
    public InvocationClient(Channel channel, Duration deadline) {
        this.channel = channel;
        this.stub = FunctionInvocationGrpc.newBlockingStub(channel);
        this.deadline = deadline;
    }

    @Override
    public void handle(Event event) {
        Asking.ask(RPC, () -> Asking.within(stub, deadline).handle(EventWire.write(event)));
    }

    /// Sends without waiting.
    ///
    /// @param done is told once how it ended, on a thread of the transport: it must not block
    public void handleAsync(Event event, Consumer<Optional<RpcException>> done) {
        CallOptions options =
                CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        ClientCalls.asyncUnaryCall(
                channel.newCall(FunctionInvocationGrpc.getHandleMethod(), options),
                EventWire.write(event),
                new Ended(done));
    }

    private record Ended(Consumer<Optional<RpcException>> done) implements StreamObserver<Empty> {

        @Override
        public void onNext(Empty answer) {
            // The answer is empty; that the call completed says it all.
        }

        @Override
        public void onError(Throwable failure) {
            done.accept(Optional.of(Asking.failure(RPC, Status.fromThrowable(failure))));
        }

        @Override
        public void onCompleted() {
            done.accept(Optional.empty());
        }
    }
}
