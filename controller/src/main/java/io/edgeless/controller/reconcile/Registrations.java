package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.controller.domains.Domain;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.domains.DomainTable.Heard;
import io.edgeless.controller.domains.KnownDomain;
import io.edgeless.controller.reconcile.Attempt.Reason;
import io.edgeless.controller.reconcile.ControllerState.Place;
import io.edgeless.controller.reconcile.SlotProgress.Pending;
import io.edgeless.controller.workflow.ComponentKind;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes in the registrations of domains. A domain of ours says what it runs: what should not run
/// is stopped, what is missing is started again, the rest is left alone. A v1.2 domain does not;
/// when it is new or was restarted it is told to drop everything, and its workflows are started
/// again after it has done so. Used by the core's thread only.
final class Registrations {

    /// The report in the registration after a start may have been made before it; the one after
    /// that was not.
    private static final int UNREPORTED_MAX = 2;

    private final ControllerState state;
    private final DomainTable domains;
    private final Progress progress;
    private final Placing placing;

    Registrations(ControllerState state, DomainTable domains, Progress progress, Placing placing) {
        this.state = state;
        this.domains = domains;
        this.progress = progress;
        this.placing = placing;
    }

    /// @return whether the domain joined, so that much may have become due
    boolean onHear(Turn turn, ControllerInput.Hear hear) {
        DomainUpdate update = hear.update();
        Optional<String> oldUrl = domains.live(update.domain()).map(Domain::url);
        Heard heard = domains.hear(turn.now(), update);
        oldUrl.filter(url -> heard != Heard.STALE)
                .filter(url -> heard == Heard.LEFT || !url.equals(update.orchestratorUrl()))
                .ifPresent(url -> turn.effect(new ControllerEffect.CloseChannel(url)));
        DomainAnswer answer =
                switch (heard) {
                    case JOINED, RENEWED -> accept(turn, update, heard);
                    case LEFT -> left(turn, update.domain());
                    case STALE -> stale(turn, update.domain());
                    case REFUSED ->
                            new DomainAnswer.Refused(Refusal.of("Too many domains registered"));
                };
        turn.answer(hear.ticket(), new Reply.OfDomain(answer, heard == Heard.STALE));
        return heard == Heard.JOINED;
    }

    private static DomainAnswer left(Turn turn, DomainId domain) {
        turn.info("domain %s has left".formatted(domain));
        return new DomainAnswer.Accepted(false);
    }

    private static DomainAnswer stale(Turn turn, DomainId domain) {
        turn.info("a message of a replaced orchestrator of domain %s ignored".formatted(domain));
        return new DomainAnswer.Accepted(false);
    }

    private DomainAnswer accept(Turn turn, DomainUpdate update, Heard heard) {
        Domain domain = domains.live(update.domain()).orElseThrow();
        Optional<KnownDomain> before = state.known(domain.id());
        boolean reconciles = domain.reconciles();
        boolean sameProcess =
                before.filter(k -> k.nonce() == update.nonce() && k.reconciles() == reconciles)
                        .isPresent();
        boolean unclear = before.filter(KnownDomain::unclear).isPresent();
        if (!sameProcess) {
            var known = new KnownDomain(domain.id(), update.nonce(), reconciles, false);
            turn.record(new ControllerRecord.Known(known));
        }
        if (heard == Heard.JOINED) {
            turn.info(
                    "domain %s registered, its orchestrator is at %s"
                            .formatted(domain.id(), domain.url()));
        }
        boolean isToBeReset = !reconciles && (!sameProcess || unclear);
        // What it is starting now could come after the reset; nothing more is sent until then.
        boolean isBusy = isToBeReset && sameProcess && placing.isStartingIn(domain.id());
        boolean reset = isToBeReset && !isBusy;
        if (isBusy) {
            domains.settle(domain.id());
        } else if (reset) {
            reset(turn, domain.id());
        } else if (reconciles) {
            stopUnknown(turn, domain);
            restartMissing(turn, domain, !sameProcess);
        }
        return new DomainAnswer.Accepted(reset);
    }

    private void reset(Turn turn, DomainId id) {
        List<Workflow> affected = slotsIn(id);
        turn.record(new ControllerRecord.Reset(id));
        domains.settle(id);
        for (Workflow workflow : affected) {
            turn.warn(
                    workflow.id(),
                    "workflow %s is started again in domain %s, which was reset"
                            .formatted(workflow.id(), id));
            Optional<Attempt> attempt = progress.of(workflow.id()).attempt();
            if (attempt.isPresent()) {
                attempt.get().candidates.addFirst(id);
                placing.next(turn, workflow.id());
            } else {
                Workflow cleared = state.workflow(workflow.id()).orElseThrow();
                List<DomainId> candidates = new ArrayList<>(placing.feasible(cleared));
                candidates.remove(id);
                candidates.addFirst(id);
                placing.begin(turn, cleared, new Attempt(Reason.RECOVERY, candidates));
            }
        }
    }

    private List<Workflow> slotsIn(DomainId id) {
        return state.workflows().stream()
                .filter(w -> w.slots().stream().anyMatch(slot -> slot.domain().equals(id)))
                .toList();
    }

    private void stopUnknown(Turn turn, Domain domain) {
        for (ComponentReport report : domain.reports()) {
            var place = new Place(domain.id(), report.logical());
            boolean known = state.workflowAt(place).isPresent() || state.isRemoval(place);
            if (!known && !isStarting(report)) {
                turn.warn(
                        "component %s of workflow %s in domain %s is not known here: it is stopped"
                                .formatted(report.logical(), report.workflow(), domain.id()));
                var removal =
                        new Removal(domain.id(), report.logical(), ComponentKind.UNKNOWN, true);
                turn.record(new ControllerRecord.Doomed(removal));
            }
        }
    }

    /// Whether the component may be one whose start was not answered yet, by an orchestrator that
    /// does not take over our logical ids.
    private boolean isStarting(ComponentReport report) {
        Optional<Workflow> workflow = WorkflowId.parse(report.workflow()).flatMap(state::workflow);
        return workflow.isPresent()
                && workflow.get().slots().stream()
                        .map(slot -> progress(workflow.get(), slot))
                        .anyMatch(slotProgress -> slotProgress.pending == Pending.START);
    }

    private SlotProgress progress(Workflow workflow, Slot slot) {
        return progress.of(workflow.id()).slot(workflow, slot);
    }

    private void restartMissing(Turn turn, Domain domain, boolean restarted) {
        for (Workflow workflow : slotsIn(domain.id())) {
            for (Slot slot : workflow.slots()) {
                if (slot.domain().equals(domain.id())) {
                    check(turn, workflow, slot, domain);
                    if (restarted) {
                        progress(workflow, slot).outputs = Optional.empty();
                    }
                }
            }
            placing.advance(turn, workflow.id());
        }
    }

    private void check(Turn turn, Workflow workflow, Slot slot, Domain domain) {
        SlotProgress slotProgress = progress(workflow, slot);
        boolean missing =
                slotProgress.alive
                        && slotProgress.pending != Pending.START
                        && domain.report(slot.logical()).isEmpty();
        slotProgress.unreported = missing ? slotProgress.unreported + 1 : 0;
        if (slotProgress.unreported >= UNREPORTED_MAX) {
            turn.warn(
                    workflow.id(),
                    slot.component(),
                    "%s of workflow %s is gone from domain %s: it is started again"
                            .formatted(slot.component(), workflow.id(), domain.id()));
            slotProgress.alive = false;
            slotProgress.outputs = Optional.empty();
            slotProgress.backoff.reset();
        }
    }
}
