package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.rpc.wire.NodeManagementGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// An orchestrator's client of a node. Safe for concurrent use; the channel is the caller's.
public final class NodeManagementClient implements NodeManagement {

    private final NodeManagementGrpc.NodeManagementBlockingStub stub;
    private final Duration deadline;

    /// @param deadline of every call
    public NodeManagementClient(Channel channel, Duration deadline) {
        this.stub = NodeManagementGrpc.newBlockingStub(channel);
        this.deadline = deadline;
    }

    @Override
    public void updatePeers(PeerUpdate update) {
        Asking.ask(
                "updating the peers of a node",
                () -> Asking.within(stub, deadline).updatePeers(NodeWire.write(update)));
    }

    @Override
    public void reset() {
        Asking.ask(
                "resetting a node",
                () -> Asking.within(stub, deadline).reset(Empty.getDefaultInstance()));
    }
}
