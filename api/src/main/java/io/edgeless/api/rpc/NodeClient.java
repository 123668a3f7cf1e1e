package io.edgeless.api.rpc;

import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.rpc.wire.NodeRegistrationGrpc;
import io.edgeless.api.rpc.wire.UpdateNodeResponse;
import io.grpc.Channel;

import java.time.Duration;

/// A node's client of its orchestrator. Safe for concurrent use; the channel is the caller's.
public final class NodeClient implements Nodes {

    private final NodeRegistrationGrpc.NodeRegistrationBlockingStub stub;
    private final Duration deadline;

    /// @param deadline of every call
    public NodeClient(Channel channel, Duration deadline) {
        this.stub = NodeRegistrationGrpc.newBlockingStub(channel);
        this.deadline = deadline;
    }

    @Override
    public Acceptance update(NodeUpdate update) {
        return Asking.ask("registering the node", () -> read(update));
    }

    private Acceptance read(NodeUpdate update) {
        UpdateNodeResponse wire = Asking.within(stub, deadline).updateNode(NodeWire.write(update));
        return wire.hasResponseError()
                ? new Acceptance.Refused(ComponentWire.read(wire.getResponseError()))
                : new Acceptance.Accepted();
    }
}
