package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.rpc.wire.NodeManagementGrpc;
import io.edgeless.api.rpc.wire.UpdatePeersRequest;
import io.grpc.stub.StreamObserver;

/// The node's end of service NodeManagement.
public final class NodeManagementService extends NodeManagementGrpc.NodeManagementImplBase {

    private final NodeManagement node;

    public NodeManagementService(NodeManagement node) {
        this.node = node;
    }

    @Override
    public void updatePeers(UpdatePeersRequest request, StreamObserver<Empty> observer) {
        Answering.done(
                observer,
                text -> "Error when updating peers: " + text,
                () -> node.updatePeers(NodeWire.read(request)));
    }

    @Override
    public void reset(Empty request, StreamObserver<Empty> observer) {
        Answering.done(observer, text -> text, node::reset);
    }
}
