package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.rpc.wire.FunctionInvocationGrpc;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.v2.BinaryEventsGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;

import java.util.List;

/// Serves [Invocations] to other nodes; calls it on the threads of the gRPC server, many at a time.
public final class InvocationService {

    private final Invocations invocations;

    public InvocationService(Invocations invocations) {
        this.invocations = invocations;
    }

    /// The service that v1.2 has too, and the one for payloads that are not UTF-8.
    public List<BindableService> services() {
        return List.of(
                () ->
                        serving(
                                FunctionInvocationGrpc.SERVICE_NAME,
                                FunctionInvocationGrpc.getHandleMethod()),
                () -> serving(BinaryEventsGrpc.SERVICE_NAME, BinaryEventsGrpc.getHandleMethod()));
    }

    private ServerServiceDefinition serving(
            String service, MethodDescriptor<Wire.Event, Empty> handle) {
        return new Serving(service)
                .unary(
                        handle,
                        WireEvents::read,
                        Serving.done(invocations::handle),
                        Serving.invalid("Bad Request: "))
                .bind();
    }
}
