package io.edgeless.node;

import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.rpc.NodeService;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.world.Counters;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes the registrations of nodes and remembers them.
final class FakeOrchestrator implements AutoCloseable {

    final List<NodeUpdate> updates = new CopyOnWriteArrayList<>();

    /// Set by the test, read by the threads of the server.
    volatile Acceptance answer = new Acceptance.Accepted();

    private final GrpcServer server;

    FakeOrchestrator() {
        server =
                GrpcServer.open(
                        Listen.plain("test", "http://127.0.0.1:0"),
                        ServerLimits.control(),
                        new Counters(),
                        List.of(
                                new NodeService(update -> {
                                    updates.add(update);
                                    return answer;
                                })));
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    NodeUpdate last() {
        return updates.getLast();
    }

    @Override
    public void close() {
        server.close();
    }
}
