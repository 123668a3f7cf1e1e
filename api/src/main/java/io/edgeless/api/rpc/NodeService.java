package io.edgeless.api.rpc;

import io.edgeless.api.rpc.wire.NodeRegistrationGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

/// Serves [Nodes] to nodes; calls it on the threads of the gRPC server, many at a time.
public final class NodeService implements BindableService {

    private final Nodes nodes;

    public NodeService(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(NodeRegistrationGrpc.SERVICE_NAME)
                .unary(
                        NodeRegistrationGrpc.getUpdateNodeMethod(),
                        WireNodes::read,
                        update -> WireNodes.write(nodes.update(update)),
                        Serving.invalid("Error when parsing an UpdateNodeRequest message: "))
                .bind();
    }
}
