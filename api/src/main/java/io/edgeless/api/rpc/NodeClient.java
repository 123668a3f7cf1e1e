package io.edgeless.api.rpc;

import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.rpc.wire.NodeRegistrationGrpc;
import io.grpc.Channel;

import java.time.Duration;

/// Registers a node with an orchestrator. Blocks the calling thread; any number of threads may call
/// at a time.
public final class NodeClient implements Nodes {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public NodeClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    @Override
    public Acceptance update(NodeUpdate update) {
        return calling.call(
                NodeRegistrationGrpc.getUpdateNodeMethod(),
                WireNodes.write(update),
                WireNodes::read);
    }
}
