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

/// Calls an orchestrator or a node. Blocks the calling thread; any number of threads may call at a
/// time.
public final class ComponentClient implements Components {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public ComponentClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    @Override
    public StartResult startFunction(FunctionSpec spec) {
        return calling.call(
                FunctionInstanceGrpc.getStartMethod(),
                WireComponents.write(spec),
                WireComponents::read);
    }

    @Override
    public void stopFunction(ComponentRef ref) {
        calling.run(FunctionInstanceGrpc.getStopMethod(), WireIds.write(ref));
    }

    @Override
    public void patchFunction(Patch patch) {
        calling.run(FunctionInstanceGrpc.getPatchMethod(), WireComponents.write(patch));
    }

    @Override
    public StartResult startResource(ResourceSpec spec) {
        return calling.call(
                ResourceConfigurationGrpc.getStartMethod(),
                WireComponents.write(spec),
                WireComponents::read);
    }

    @Override
    public void stopResource(ComponentRef ref) {
        calling.run(ResourceConfigurationGrpc.getStopMethod(), WireIds.write(ref));
    }

    @Override
    public void patchResource(Patch patch) {
        calling.run(ResourceConfigurationGrpc.getPatchMethod(), WireComponents.write(patch));
    }
}
