package io.edgeless.api.rpc;

import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;

/// What an orchestrator offers its controller (logical ids) and a node its orchestrator (instance
/// ids): services FunctionInstance and ResourceConfiguration. Every method may throw
/// [RpcException]; INVALID_ARGUMENT when a reference of the other kind is given.
public interface Components {

    StartResult startFunction(FunctionSpec spec);

    void stopFunction(ComponentRef ref);

    void patchFunction(Patch patch);

    StartResult startResource(ResourceSpec spec);

    void stopResource(ComponentRef ref);

    void patchResource(Patch patch);
}
