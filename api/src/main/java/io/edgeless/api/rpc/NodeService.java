package io.edgeless.api.rpc;

import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.wire.NodeRegistrationGrpc;
import io.edgeless.api.rpc.wire.UpdateNodeRequest;
import io.edgeless.api.rpc.wire.UpdateNodeResponse;
import io.grpc.stub.StreamObserver;

/// The orchestrator's end of service NodeRegistration.
public final class NodeService extends NodeRegistrationGrpc.NodeRegistrationImplBase {

    private final Nodes nodes;

    public NodeService(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public void updateNode(UpdateNodeRequest request, StreamObserver<UpdateNodeResponse> observer) {
        Answering.answer(
                observer,
                text -> "Error when parsing an UpdateNodeRequest message: " + text,
                () -> write(nodes.update(NodeWire.read(request))));
    }

    private static UpdateNodeResponse write(Acceptance acceptance) {
        UpdateNodeResponse.Builder wire = UpdateNodeResponse.newBuilder();
        if (acceptance instanceof Acceptance.Refused(Refusal refusal)) {
            wire.setResponseError(ComponentWire.write(refusal));
        }
        return wire.build();
    }
}
