package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.rpc.wire.NodeManagementGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// Tells a node its peers. Blocks the calling thread; any number of threads may call at a time.
public final class NodeManagementClient implements NodeManagement {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public NodeManagementClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    /// [PeerUpdate.Clear] ends a v1.2 node: only for ours.
    @Override
    public void updatePeers(PeerUpdate update) {
        calling.run(NodeManagementGrpc.getUpdatePeersMethod(), WireNodes.write(update));
    }

    @Override
    public void reset() {
        calling.run(NodeManagementGrpc.getResetMethod(), Empty.getDefaultInstance());
    }
}
