package io.edgeless.orchestrator;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.rpc.DomainService;
import io.edgeless.api.rpc.Domains;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.world.Counters;

import java.util.List;
import java.util.Optional;

/// A controller that listens to its domain, over real gRPC.
final class ControllerProcess implements Domains, AutoCloseable {

    /// The next registration is answered with a wish for a reset, as v1.2 controllers do.
    volatile boolean wantsReset;

    /// The last registration.
    volatile Optional<DomainUpdate> last = Optional.empty();

    private final GrpcServer server =
            GrpcServer.open(
                    Listen.plain("domain_register_url", "http://127.0.0.1:0"),
                    ServerLimits.control(),
                    new Counters(),
                    List.of(new DomainService(this)));

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /// What the domain said last of this component.
    Optional<ComponentReport> report(LogicalId logical) {
        return last.flatMap(DomainUpdate::components).orElse(List.of()).stream()
                .filter(report -> report.logical().equals(logical))
                .findFirst();
    }

    @Override
    public DomainAnswer update(DomainUpdate update) {
        boolean reset = wantsReset;
        wantsReset = false;
        last = Optional.of(update);
        return new DomainAnswer.Accepted(reset);
    }

    @Override
    public void close() {
        server.close();
    }
}
