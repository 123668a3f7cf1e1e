package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.controller.domains.Domain;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.domains.Requirements;
import io.edgeless.controller.reconcile.Attempt.Reason;
import io.edgeless.controller.reconcile.ControllerState.Place;
import io.edgeless.controller.reconcile.SlotProgress.Pending;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Gets a workflow into a domain: one feasible domain after the other, until all of it runs in one.
/// What a domain has started before another is tried is stopped there. Used by the core's thread
/// only.
final class Placing {

    private final ControllerState state;
    private final DomainTable domains;
    private final Removals removals;
    private final Progress progress;
    private final Deployment deployment;
    private final Views views;

    Placing(
            ControllerState state,
            DomainTable domains,
            Removals removals,
            Progress progress,
            Views views) {
        this.state = state;
        this.domains = domains;
        this.removals = removals;
        this.progress = progress;
        this.views = views;
        deployment = new Deployment(state, domains, removals, progress);
    }

    /// Domains that can run the workflow as far as is known, in an order that spreads workflows
    /// over them.
    List<DomainId> feasible(Workflow workflow) {
        var requirements = Requirements.of(workflow.spec());
        return domains.live().stream()
                .filter(domain -> requirements.lackedBy(domain.capabilities()).isEmpty())
                .map(Domain::id)
                .sorted(
                        Comparator.comparing(
                                domain -> workflow.derivedId(workflow.generation() + "/" + domain)))
                .toList();
    }

    /// Why no domain can run the workflow, in words.
    String whyNone(Workflow workflow) {
        if (domains.live().isEmpty()) {
            return "no domain is registered with the controller;"
                    + " start an orchestrator and a node, or wait for them";
        }
        var requirements = Requirements.of(workflow.spec());
        List<String> reasons = new ArrayList<>();
        for (Domain domain : domains.live()) {
            String lacks = String.join(", ", requirements.lackedBy(domain.capabilities()));
            reasons.add("domain " + domain.id() + " has no " + lacks);
        }
        return String.join("; ", reasons);
    }

    /// Begins to place the workflow in the first candidate. What it had elsewhere is stopped first,
    /// as far as its domain can be asked.
    void begin(Turn turn, Workflow workflow, Attempt attempt) {
        workflow.slots().forEach(slot -> attempt.predecessors.add(Place.of(slot)));
        progress.of(workflow.id()).begin(attempt);
        next(turn, workflow.id());
    }

    /// Leaves the domain in which the attempt is and goes on with the next one.
    void next(Turn turn, WorkflowId id) {
        Workflow workflow = state.workflow(id).orElseThrow();
        Attempt attempt = progress.of(id).attempt().orElseThrow();
        withdraw(turn, workflow);
        DomainId domain = attempt.candidates.poll();
        if (domain == null) {
            fail(turn, workflow, attempt);
            return;
        }
        int generation = workflow.generation() + 1;
        List<Slot> slots = workflow.slotsIn(domain, generation);
        turn.record(new ControllerRecord.Placed(id, generation, slots));
        progress.of(id).placed(state.workflow(id).orElseThrow());
        advance(turn, id);
    }

    /// Takes the workflow out of its domain.
    void withdraw(Turn turn, Workflow workflow) {
        if (!workflow.slots().isEmpty()) {
            turn.record(new ControllerRecord.Withdrawn(workflow.id()));
            sortRemovals(turn, workflow);
        }
    }

    /// Ends the workflow: what it has is stopped, its waiting callers are told.
    void end(Turn turn, Workflow workflow, String why, Refusal refusal) {
        turn.record(new ControllerRecord.Ended(workflow.id(), why));
        sortRemovals(turn, workflow);
        progress.of(workflow.id())
                .attempt()
                .ifPresent(attempt -> answer(turn, attempt, new WorkflowResult.Refused(refusal)));
        progress.forget(workflow.id());
        turn.effect(new ControllerEffect.RetainCode(state.digests()));
    }

    /// Sees to it that what is being started is stopped after that, and what never was is not.
    private void sortRemovals(Turn turn, Workflow workflow) {
        WorkflowProgress own = progress.of(workflow.id());
        for (Slot slot : workflow.slots()) {
            SlotProgress slotProgress = own.slot(workflow, slot);
            if (slotProgress.pending == Pending.START) {
                removals.hold(Place.of(slot));
            } else if (!slot.started() && !slotProgress.uncertain) {
                var removal = new Removal(slot.domain(), slot.logical(), slot.kind(), false);
                turn.record(new ControllerRecord.Removed(removal));
            }
        }
    }

    private void fail(Turn turn, Workflow workflow, Attempt attempt) {
        String causes = String.join("; ", attempt.causes);
        if (attempt.reason == Reason.START) {
            end(turn, workflow, causes, Refusal.of("Request rejected", causes));
            return;
        }
        WorkflowProgress own = progress.of(workflow.id());
        own.end();
        own.backoff.failed(turn.now());
        turn.warn(
                workflow.id(),
                "workflow %s runs in no domain now and is tried again: %s"
                        .formatted(workflow.id(), causes));
        var refusal = Refusal.of("Error when migrating the workflow", workflow.id().toString());
        answer(turn, attempt, new WorkflowResult.Refused(refusal));
    }

    /// Sends what is due for a placed workflow, and ends its attempt when all of it runs.
    void advance(Turn turn, WorkflowId id) {
        Optional<Workflow> workflow = state.workflow(id);
        if (workflow.isEmpty() || workflow.get().generation() == 0) {
            return;
        }
        boolean done = deployment.advance(turn, workflow.get());
        WorkflowProgress own = progress.of(id);
        Optional<Attempt> attempt = own.attempt();
        if (done && attempt.isPresent()) {
            own.end();
            own.backoff.reset();
            if (!workflow.get().established()) {
                turn.record(new ControllerRecord.Established(id));
            }
            turn.info(id, "workflow %s runs".formatted(id));
            var status = views.status(turn.now(), workflow.get());
            answer(turn, attempt.get(), new WorkflowResult.Accepted(status));
        }
    }

    private static void answer(Turn turn, Attempt attempt, WorkflowResult result) {
        attempt.tickets.forEach(ticket -> turn.answer(ticket, new Reply.OfWorkflow(result)));
    }

    /// Whether the result of a start in this domain is still to come.
    boolean isStartingIn(DomainId domain) {
        return deployment.isStartingIn(domain);
    }

    /// Notes that the result of a start has come, and lets another workflow use the free place.
    void onStartOver(Turn turn, DomainId domain) {
        deployment.onStartOver(domain).ifPresent(workflow -> advance(turn, workflow.id()));
    }
}
