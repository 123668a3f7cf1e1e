package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.rpc.wire.NodeManagementGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

/// Serves [NodeManagement] to an orchestrator; calls it on the threads of the gRPC server, many at
/// a time.
public final class NodeManagementService implements BindableService {

    private final NodeManagement management;

    public NodeManagementService(NodeManagement management) {
        this.management = management;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(NodeManagementGrpc.SERVICE_NAME)
                .unary(
                        NodeManagementGrpc.getUpdatePeersMethod(),
                        WireNodes::read,
                        Serving.done(management::updatePeers),
                        Serving.invalid("Error when updating the peers of a node: "))
                .unary(
                        NodeManagementGrpc.getResetMethod(),
                        (Empty request) -> request,
                        Serving.done(request -> management.reset()),
                        Serving.invalid("Error when resetting a node: "))
                .bind();
    }
}
