package io.edgeless.controller;

import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.Domains;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.loop.Desk;

import java.time.Duration;

/// The registrations of orchestrators. Safe for concurrent use.
final class DomainRequests implements Domains {

    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Desk<ControllerInput, Reply> desk;

    DomainRequests(Desk<ControllerInput, Reply> desk) {
        this.desk = desk;
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
        return desk.ask(
                        ticket -> new ControllerInput.Hear(ticket, update),
                        Reply.OfDomain.class,
                        WAIT)
                .answer();
    }
}
