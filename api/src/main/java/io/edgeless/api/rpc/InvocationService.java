package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.rpc.wire.Event;
import io.edgeless.api.rpc.wire.FunctionInvocationGrpc;
import io.grpc.stub.StreamObserver;

/// The node's end of service FunctionInvocation.
public final class InvocationService extends FunctionInvocationGrpc.FunctionInvocationImplBase {

    private final Invocations invocations;

    public InvocationService(Invocations invocations) {
        this.invocations = invocations;
    }

    @Override
    public void handle(Event request, StreamObserver<Empty> observer) {
        Answering.done(
                observer,
                text -> "Bad Request: " + text,
                () -> invocations.handle(EventWire.read(request)));
    }
}
