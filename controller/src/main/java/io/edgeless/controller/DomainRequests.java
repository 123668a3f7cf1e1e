package io.edgeless.controller;

import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.Domains;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.loop.Desk;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;

import java.time.Duration;

/// The registrations of orchestrators. Safe for concurrent use.
final class DomainRequests implements Domains {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Desk<ControllerInput, Reply> desk;
    private final Counter stale;

    DomainRequests(Desk<ControllerInput, Reply> desk, Counters counters) {
        this.desk = desk;
        this.stale = counters.counter(ControllerMetric.CONTROLLER_REGISTRATIONS_STALE);
    }

    @Override
    public DomainAnswer update(DomainUpdate update) {
        if (Endpoint.parse(update.orchestratorUrl()).isEmpty()) {
            return new DomainAnswer.Refused(
                    Refusal.of(
                            "Invalid orchestrator URL",
                            "'%s' of domain %s must look like http://127.0.0.1:7003; see"
                                            .formatted(update.orchestratorUrl(), update.domain())
                                    + " orchestrator_url_announced in orchestrator.toml"));
        }
        Reply.OfDomain reply =
                desk.ask(
                        ticket -> new ControllerInput.Hear(ticket, update),
                        Reply.OfDomain.class,
                        WAIT);
        if (reply.isStale()) {
            stale.add(1);
        }
        return reply.answer();
    }
}
