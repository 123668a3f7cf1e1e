package io.edgeless.api.rpc;

import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.wire.FunctionInstanceGrpc;
import io.edgeless.api.rpc.wire.ResourceConfigurationGrpc;
import io.edgeless.api.rpc.wire.Wire;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

import java.util.List;

/// Serves [Components] as its two gRPC services; calls it on the threads of the gRPC server, many
/// at a time.
public final class ComponentService {

    private final Components components;

    public ComponentService(Components components) {
        this.components = components;
    }

    /// Both belong on the same port.
    public List<BindableService> services() {
        return List.of(this::functions, this::resources);
    }

    private ServerServiceDefinition functions() {
        return new Serving(FunctionInstanceGrpc.SERVICE_NAME)
                .unary(
                        FunctionInstanceGrpc.getStartMethod(),
                        WireComponents::read,
                        spec -> WireComponents.write(components.startFunction(spec)),
                        refused("Invalid function instance creation request"))
                .unary(
                        FunctionInstanceGrpc.getStopMethod(),
                        WireIds::read,
                        Serving.done(components::stopFunction),
                        Serving.invalid("Error when stopping a function instance: "))
                .unary(
                        FunctionInstanceGrpc.getPatchMethod(),
                        WireComponents::read,
                        Serving.done(components::patchFunction),
                        Serving.invalid("Error when updating the links of a function instance: "))
                .bind();
    }

    private ServerServiceDefinition resources() {
        return new Serving(ResourceConfigurationGrpc.SERVICE_NAME)
                .unary(
                        ResourceConfigurationGrpc.getStartMethod(),
                        WireComponents::read,
                        spec -> WireComponents.write(components.startResource(spec)),
                        refused("Invalid resource instance creation request"))
                .unary(
                        ResourceConfigurationGrpc.getStopMethod(),
                        WireIds::read,
                        Serving.done(components::stopResource),
                        Serving.invalid("Error when deleting a resource: "))
                .unary(
                        ResourceConfigurationGrpc.getPatchMethod(),
                        WireComponents::read,
                        Serving.done(components::patchResource),
                        Serving.invalid("Error when patching a resource: "))
                .bind();
    }

    private static Serving.Unparsable<Wire.StartComponentResponse> refused(String summary) {
        return problem ->
                WireComponents.write(new StartResult.Refused(Refusal.of(summary, problem)));
    }
}
