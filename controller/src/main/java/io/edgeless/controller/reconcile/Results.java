package io.edgeless.controller.reconcile;

import io.edgeless.api.model.Refusal;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.util.Optional;

/// Takes in the results of starts and patches. Used by the core's thread only.
final class Results {

    /// While somebody waits for a workflow, a call that fails is repeated this often (some 2 s)
    /// before its domain is given up.
    private static final int TRIES = 3;

    private final ControllerState state;
    private final DomainTable domains;
    private final Removals removals;
    private final Progress progress;
    private final Placing placing;

    Results(
            ControllerState state,
            DomainTable domains,
            Removals removals,
            Progress progress,
            Placing placing) {
        this.state = state;
        this.domains = domains;
        this.removals = removals;
        this.progress = progress;
        this.placing = placing;
    }

    void onStartDone(Turn turn, Job job, StartOutcome outcome) {
        noteUnclear(turn, job, outcome);
        Optional<Workflow> workflow = current(job);
        if (workflow.isEmpty()) {
            removals.onLateStart(turn, job, outcome);
        } else {
            switch (outcome) {
                case StartOutcome.Started started -> started(turn, workflow.get(), job, started);
                case StartOutcome.Refused(Refusal refusal) ->
                        refused(turn, workflow.get(), job, refusal);
                case StartOutcome.Failed failed -> failed(turn, workflow.get(), job, failed);
            }
        }
        placing.onStartOver(turn, job.domain());
    }

    /// A start with an unknown outcome cannot be repeated towards a v1.2 domain: it is reset
    /// instead when it registers next.
    private void noteUnclear(Turn turn, Job job, StartOutcome outcome) {
        if (outcome instanceof StartOutcome.Failed failed && !failed.notDone()) {
            state.known(job.domain())
                    .filter(known -> !known.reconciles() && !known.unclear())
                    .ifPresent(known -> turn.record(new ControllerRecord.Known(known.asUnclear())));
        }
    }

    /// The workflow, if the job is still about its current placement.
    private Optional<Workflow> current(Job job) {
        return state.workflow(job.workflow())
                .filter(workflow -> workflow.generation() == job.generation())
                .filter(workflow -> workflow.slot(job.component()).isPresent());
    }

    private SlotProgress progress(Workflow workflow, Job job) {
        Slot slot = workflow.slot(job.component()).orElseThrow();
        return progress.of(workflow.id()).slot(workflow, slot);
    }

    private void started(Turn turn, Workflow workflow, Job job, StartOutcome.Started outcome) {
        SlotProgress slotProgress = progress(workflow, job);
        slotProgress.succeeded();
        slotProgress.alive = true;
        slotProgress.unreported = 0;
        slotProgress.outputs = Optional.empty();
        Slot slot = workflow.slot(job.component()).orElseThrow();
        if (!slot.started() || !slot.logical().equals(outcome.logical())) {
            turn.record(
                    new ControllerRecord.Started(
                            job.workflow(), job.generation(), job.component(), outcome.logical()));
        }
        placing.advance(turn, job.workflow());
    }

    private void refused(Turn turn, Workflow workflow, Job job, Refusal refusal) {
        progress(workflow, job).failed(turn.now(), refusal.text());
        giveUpDomain(turn, job, refusal.text(), mayFitElsewhere(refusal));
    }

    /// Whether the refusal is about the domain's nodes and not about the component.
    private static boolean mayFitElsewhere(Refusal refusal) {
        return refusal.summary().startsWith("Could not start function run-time")
                || refusal.summary().equals("class type not found");
    }

    private void failed(Turn turn, Workflow workflow, Job job, StartOutcome.Failed outcome) {
        SlotProgress slotProgress = progress(workflow, job);
        slotProgress.failed(turn.now(), outcome.message());
        slotProgress.uncertain |= !outcome.notDone();
        boolean repeatable =
                outcome.notDone()
                        || domains.live(job.domain()).filter(d -> d.reconciles()).isPresent();
        if (!repeatable || slotProgress.backoff.failures() >= TRIES) {
            giveUpDomain(turn, job, outcome.message(), true);
        }
    }

    private void giveUpDomain(Turn turn, Job job, String why, boolean tryOthers) {
        Optional<Attempt> attempt = progress.of(job.workflow()).attempt();
        if (attempt.isEmpty()) {
            turn.warn(
                    job.workflow(),
                    job.component(),
                    "%s of workflow %s could not be started again in domain %s: %s"
                            .formatted(job.component(), job.workflow(), job.domain(), why));
            return;
        }
        attempt.get()
                .causes
                .add("%s in domain %s: %s".formatted(job.component(), job.domain(), why));
        if (!tryOthers) {
            attempt.get().candidates.clear();
        }
        placing.next(turn, job.workflow());
    }

    void onPatchDone(Turn turn, Job job, Optional<String> problem) {
        Optional<Workflow> workflow = current(job);
        if (workflow.isEmpty()) {
            return;
        }
        SlotProgress slotProgress = progress(workflow.get(), job);
        if (problem.isEmpty()) {
            slotProgress.succeeded();
            slotProgress.outputs = Optional.of(slotProgress.sent);
            placing.advance(turn, job.workflow());
            return;
        }
        slotProgress.failed(turn.now(), problem.get());
        boolean waitedFor = progress.of(job.workflow()).attempt().isPresent();
        if (waitedFor && slotProgress.backoff.failures() >= TRIES) {
            giveUpDomain(turn, job, problem.get(), true);
        }
    }
}
