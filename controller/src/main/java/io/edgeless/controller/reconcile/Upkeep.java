package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.controller.domains.Domain;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.domains.KnownDomain;
import io.edgeless.controller.reconcile.Attempt.Reason;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is due without a request: after a restart, and as time passes. Used by the core's thread
/// only.
final class Upkeep {

    private final ControllerState state;
    private final DomainTable domains;
    private final Progress progress;
    private final Placing placing;
    private final long domainLostNanos;

    Upkeep(
            ControllerState state,
            DomainTable domains,
            Progress progress,
            Placing placing,
            Duration domainLost) {
        this.state = state;
        this.domains = domains;
        this.progress = progress;
        this.placing = placing;
        domainLostNanos = domainLost.toNanos();
    }

    /// Picks up what a crash left half done. A start whose client was never answered is undone: its
    /// client does not know of it.
    void recover(Turn turn) {
        noteUnclear(turn);
        for (Workflow workflow : List.copyOf(state.workflows())) {
            workflow.slots().forEach(slot -> domains.expect(turn.now(), slot.domain()));
            if (!workflow.established()) {
                turn.info(
                        workflow.id(),
                        "workflow %s, never answered, is undone".formatted(workflow.id()));
                turn.record(new ControllerRecord.Ended(workflow.id(), ""));
            }
        }
        turn.effect(new ControllerEffect.RetainCode(state.digests()));
    }

    /// What a start that was not answered has done in a v1.2 domain is not known.
    private void noteUnclear(Turn turn) {
        for (DomainId domain : state.unanswered()) {
            state.known(domain)
                    .filter(known -> !known.reconciles() && !known.unclear())
                    .map(KnownDomain::asUnclear)
                    .ifPresent(known -> turn.record(new ControllerRecord.Known(known)));
        }
    }

    void onTick(Turn turn) {
        domains.settleOverdue(turn.now());
        for (Domain lost : domains.expire(turn.now())) {
            turn.warn(
                    "domain %s was not heard of within its lease; what runs there is left alone"
                            .formatted(lost.id()));
            turn.effect(new ControllerEffect.CloseChannel(lost.url()));
        }
        advanceAll(turn);
        domains.forgetGone(awaited());
    }

    private Set<DomainId> awaited() {
        return state.workflows().stream()
                .flatMap(workflow -> workflow.slots().stream())
                .map(Slot::domain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Does for each workflow what is due.
    void advanceAll(Turn turn) {
        for (Workflow workflow : List.copyOf(state.workflows())) {
            Optional<Attempt> attempt = progress.of(workflow.id()).attempt();
            if (attempt.isPresent() && isGone(turn, workflow, 0)) {
                attempt.get()
                        .causes
                        .add("domain %s was lost".formatted(workflow.slots().getFirst().domain()));
                placing.next(turn, workflow.id());
            } else if (attempt.isPresent()) {
                placing.advance(turn, workflow.id());
            } else if (workflow.slots().isEmpty() && workflow.hasComponents()) {
                recover(turn, workflow);
            } else if (isGone(turn, workflow, domainLostNanos)) {
                recover(turn, workflow);
            } else {
                placing.advance(turn, workflow.id());
            }
        }
    }

    private boolean isGone(Turn turn, Workflow workflow, long nanos) {
        return workflow.slots().stream()
                .map(Slot::domain)
                .anyMatch(domain ->
                        domains.live(domain).isEmpty()
                                && domains.goneForNanos(turn.now(), domain) >= nanos);
    }

    /// Places the workflow anew, if there is a domain for it; otherwise it stays where it is.
    private void recover(Turn turn, Workflow workflow) {
        List<DomainId> candidates = placing.feasible(workflow);
        if (!candidates.isEmpty() && progress.of(workflow.id()).backoff.isOver(turn.now())) {
            turn.info(workflow.id(), "workflow %s is placed anew".formatted(workflow.id()));
            placing.begin(turn, workflow, new Attempt(Reason.RECOVERY, candidates));
        }
    }
}
