package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.controller.reconcile.Attempt.Reason;
import io.edgeless.controller.reconcile.ControllerState.Place;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Starts, stops and migrates workflows. Used by the core's thread only.
final class Requests {

    /// Each costs some KB here and in its domain; far more than one machine's orchestrator can run.
    static final int WORKFLOWS_MAX = 100_000;

    private final ControllerState state;
    private final Removals removals;
    private final Progress progress;
    private final Placing placing;
    private final Views views;

    Requests(
            ControllerState state,
            Removals removals,
            Progress progress,
            Placing placing,
            Views views) {
        this.state = state;
        this.removals = removals;
        this.progress = progress;
        this.placing = placing;
        this.views = views;
    }

    void onStart(Turn turn, ControllerInput.Start start) {
        WorkflowRequest request = start.request();
        if (request.requestId().isPresent() && isRepeat(turn, start, request.requestId().get())) {
            return;
        }
        if (state.workflow(start.id()).isPresent()) {
            String detail = "there is another workflow with the id %s".formatted(start.id());
            refuse(turn, start.ticket(), Refusal.of("Request rejected", detail));
            return;
        }
        if (state.workflows().size() >= WORKFLOWS_MAX) {
            String detail = "there are %d workflows, stop some".formatted(WORKFLOWS_MAX);
            refuse(turn, start.ticket(), Refusal.of("Request rejected", detail));
            return;
        }
        Map<String, StateId> states = states(request.spec(), start.states());
        Workflow workflow =
                Workflow.accepted(start.id(), request.requestId(), request.spec(), states);
        List<DomainId> candidates = placing.feasible(workflow);
        if (candidates.isEmpty()) {
            String why = placing.whyNone(workflow);
            refuse(turn, start.ticket(), Refusal.of("Workflow creation failed", why));
            return;
        }
        turn.record(
                new ControllerRecord.Accepted(
                        start.id(), request.requestId(), request.spec(), states));
        var attempt = new Attempt(Reason.START, candidates);
        attempt.tickets.add(start.ticket());
        placing.begin(turn, workflow, attempt);
    }

    /// Answers a request that came before as it was answered then.
    private boolean isRepeat(Turn turn, ControllerInput.Start start, String requestId) {
        Optional<Workflow> started = state.startedBy(requestId);
        Optional<String> ended = state.answered(requestId);
        if (started.isPresent() && started.get().established()) {
            var status = views.status(turn.now(), started.get());
            var result = new WorkflowResult.Accepted(status);
            turn.answer(start.ticket(), new Reply.OfWorkflow(result));
        } else if (started.isPresent()) {
            progress.of(started.get().id())
                    .attempt()
                    .ifPresent(attempt -> attempt.tickets.add(start.ticket()));
        } else {
            ended.ifPresent(
                    why -> refuse(turn, start.ticket(), Refusal.of("Request rejected", why)));
        }
        return started.isPresent() || ended.isPresent();
    }

    private static Map<String, StateId> states(WorkflowSpec spec, List<StateId> drawn) {
        Map<String, StateId> states = new TreeMap<>();
        int next = 0;
        for (WorkflowFunction function : spec.functions()) {
            if (next < drawn.size()) {
                states.put(function.name(), drawn.get(next));
            }
            next++;
        }
        return states;
    }

    private static void refuse(Turn turn, long ticket, Refusal refusal) {
        turn.answer(ticket, new Reply.OfWorkflow(new WorkflowResult.Refused(refusal)));
    }

    void onAdopt(Turn turn, ControllerInput.Adopt adopt) {
        if (state.workflow(adopt.id()).isEmpty() && state.workflows().size() < WORKFLOWS_MAX) {
            Map<String, StateId> states = states(adopt.spec(), adopt.states());
            turn.record(
                    new ControllerRecord.Accepted(
                            adopt.id(), Optional.empty(), adopt.spec(), states));
            turn.record(new ControllerRecord.Established(adopt.id()));
        }
    }

    void onStop(Turn turn, ControllerInput.Stop stop) {
        Optional<Workflow> found = state.workflow(stop.workflow());
        List<Place> places = new ArrayList<>();
        if (found.isPresent()) {
            Workflow workflow = found.get();
            workflow.slots().forEach(slot -> places.add(Place.of(slot)));
            String why = "workflow %s was stopped".formatted(workflow.id());
            Refusal refusal =
                    workflow.established()
                            ? Refusal.of(
                                    "Error when migrating the workflow", workflow.id().toString())
                            : Refusal.of("Request rejected", why);
            placing.end(turn, workflow, why, refusal);
            turn.info(workflow.id(), why);
        }
        removals.answerWhenGone(turn, stop.ticket(), places);
    }

    void onMigrate(Turn turn, ControllerInput.Migrate migrate) {
        Migration migration = migrate.migration();
        Optional<Workflow> found = state.workflow(migration.workflow());
        if (found.isEmpty()) {
            String id = migration.workflow().toString();
            refuse(turn, migrate.ticket(), Refusal.of("Unknown workflow id", id));
            return;
        }
        Workflow workflow = found.get();
        Optional<Refusal> refusal = refusal(workflow, migration);
        if (refusal.isPresent()) {
            refuse(turn, migrate.ticket(), refusal.get());
            return;
        }
        turn.info(
                workflow.id(),
                "workflow %s is moved to %s".formatted(workflow.id(), migration.target()));
        var attempt = new Attempt(Reason.MIGRATION, List.of(migration.target()));
        attempt.tickets.add(migrate.ticket());
        placing.begin(turn, workflow, attempt);
    }

    private Optional<Refusal> refusal(Workflow workflow, Migration migration) {
        if (migration.component().isPresent()) {
            Optional<Refusal> refusal =
                    componentRefusal(workflow, migration, migration.component().get());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        boolean busy = progress.of(workflow.id()).attempt().isPresent();
        boolean wouldSplit = migration.component().isPresent() && workflow.slots().size() > 1;
        boolean feasible = placing.feasible(workflow).contains(migration.target());
        return busy || wouldSplit || !feasible
                ? Optional.of(unsatisfiable(workflow.id()))
                : Optional.empty();
    }

    private static Optional<Refusal> componentRefusal(
            Workflow workflow, Migration migration, String component) {
        if (workflow.slots().isEmpty()) {
            return Optional.of(
                    Refusal.of(
                            "Cannot migrate a single component of an orphan workflow",
                            workflow.id().toString()));
        }
        Optional<Slot> slot = workflow.slot(component);
        if (slot.isEmpty()) {
            return Optional.of(
                    Refusal.of("Invalid component name specified in migration request", component));
        }
        return slot.get().domain().equals(migration.target())
                ? Optional.of(
                        Refusal.of(
                                "Ignoring request to migrate component to the same domain",
                                migration.target().value()))
                : Optional.empty();
    }

    /// The summary is misspelt in v1.2; clients may compare it.
    private static Refusal unsatisfiable(WorkflowId workflow) {
        return Refusal.of("Migration request cannot be satified", workflow.toString());
    }
}
