package io.edgeless.systemtest.compat;

import io.edgeless.systemtest.compat.v12.NodeRegistrationGrpc;
import io.edgeless.systemtest.compat.v12.UpdateNodeRequest;
import io.edgeless.systemtest.compat.v12.UpdateNodeResponse;
import io.grpc.stub.StreamObserver;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An orchestrator of v1.2 as its nodes see it: takes registrations, resets each new node, and
/// sends commands by instance ids.
final class V12Orchestrator implements AutoCloseable {

    final List<UpdateNodeRequest> registrations = new CopyOnWriteArrayList<>();
    private final V12Server server = new V12Server(new Registration());

    String nodeRegisterUrl() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Registration extends NodeRegistrationGrpc.NodeRegistrationImplBase {

        @Override
        public void updateNode(
                UpdateNodeRequest request, StreamObserver<UpdateNodeResponse> observer) {
            registrations.add(request);
            observer.onNext(UpdateNodeResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }
}
