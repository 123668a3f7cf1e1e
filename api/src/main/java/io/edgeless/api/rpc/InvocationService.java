package io.edgeless.api.rpc;

import io.edgeless.api.rpc.wire.FunctionInvocationGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

/// Serves [Invocations] to other nodes; calls it on the threads of the gRPC server, many at a time.
public final class InvocationService implements BindableService {

    private final Invocations invocations;

    public InvocationService(Invocations invocations) {
        this.invocations = invocations;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(FunctionInvocationGrpc.SERVICE_NAME)
                .unary(
                        FunctionInvocationGrpc.getHandleMethod(),
                        WireEvents::read,
                        Serving.done(invocations::handle),
                        Serving.invalid("Bad Request: "))
                .bind();
    }
}
