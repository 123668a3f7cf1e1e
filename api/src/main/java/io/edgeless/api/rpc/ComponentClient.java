package io.edgeless.api.rpc;

import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.wire.FunctionInstanceGrpc;
import io.edgeless.api.rpc.wire.ResourceConfigurationGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// A client of an orchestrator or of a node's agent. Safe for concurrent use; the channel is the
/// caller's.
public final class ComponentClient implements Components {

    private final FunctionInstanceGrpc.FunctionInstanceBlockingStub functions;
    private final ResourceConfigurationGrpc.ResourceConfigurationBlockingStub resources;
    private final Duration deadline;

    /// @param deadline of every call; a start includes compiling and initialising
    public ComponentClient(Channel channel, Duration deadline) {
        this.functions = FunctionInstanceGrpc.newBlockingStub(channel);
        this.resources = ResourceConfigurationGrpc.newBlockingStub(channel);
        this.deadline = deadline;
    }

    private FunctionInstanceGrpc.FunctionInstanceBlockingStub functions() {
        return Asking.within(functions, deadline);
    }

    private ResourceConfigurationGrpc.ResourceConfigurationBlockingStub resources() {
        return Asking.within(resources, deadline);
    }

    @Override
    public StartResult startFunction(FunctionSpec spec) {
        return Asking.ask(
                "starting a function",
                () -> ComponentWire.read(functions().start(ComponentWire.write(spec))));
    }

    @Override
    public void stopFunction(ComponentRef ref) {
        Asking.ask("stopping a function", () -> functions().stop(IdWire.write(ref)));
    }

    @Override
    public void patchFunction(Patch patch) {
        Asking.ask("patching a function", () -> functions().patch(ComponentWire.write(patch)));
    }

    @Override
    public StartResult startResource(ResourceSpec spec) {
        return Asking.ask(
                "starting a resource",
                () -> ComponentWire.read(resources().start(ComponentWire.write(spec))));
    }

    @Override
    public void stopResource(ComponentRef ref) {
        Asking.ask("stopping a resource", () -> resources().stop(IdWire.write(ref)));
    }

    @Override
    public void patchResource(Patch patch) {
        Asking.ask("patching a resource", () -> resources().patch(ComponentWire.write(patch)));
    }
}
