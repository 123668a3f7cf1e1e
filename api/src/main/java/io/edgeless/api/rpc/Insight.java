package io.edgeless.api.rpc;

import io.edgeless.api.model.NodeDetails;

/// What a node knows of itself (service Insight of `edgeless.v2`). Every method may throw
/// [RpcException].
public interface Insight {

    NodeDetails read();
}
