package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.orchestrator.nodes.Node;
import io.edgeless.orchestrator.reconcile.Progress.Waiter;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stops components: the intent is recorded first, then the node is told until it confirms or is
/// gone. Used by the core's thread only.
final class Stops {

    /// A caller waits this long for the node; what is not confirmed then is stopped later.
    private static final long WAIT = Duration.ofSeconds(10).toNanos();

    /// When a stopped component leaves its senders' channels: late enough for a workflow that is
    /// stopped one by one to be gone before its parts are told of each other.
    private static final long LINGER = Duration.ofSeconds(1).toNanos();

    /// A v1.2 node that says this often that it cannot stop an instance has none.
    private static final int ANSWERS_MAX = 3;

    private final Domain domain;

    Stops(Domain domain) {
        this.domain = domain;
    }

    void onStop(Turn turn, long ticket, LogicalId id) {
        Optional<Component> component = domain.state.component(id);
        if (component.isEmpty()) {
            if (!domain.state.isStopped(id)) {
                turn.record(new OrcRecord.Stopped(id));
            }
            turn.answer(ticket, new Reply.Done());
            return;
        }
        domain.of(id).stopTickets.add(new Waiter(ticket, turn.now() + WAIT));
        intend(turn, component.get());
    }

    /// A v1.2 controller wants all gone that was accepted up to this one.
    void onDropAll(Turn turn, long accepted) {
        for (Component component : List.copyOf(domain.state.components())) {
            if (component.order() <= accepted) {
                intend(turn, component);
            }
        }
    }

    private void intend(Turn turn, Component component) {
        LogicalId id = component.logical();
        if (!component.stopping()) {
            turn.record(new OrcRecord.Stopping(id));
            turn.refuse(domain.of(id).startTickets, Texts.stopped(id));
            domain.of(id).backoff.reset();
            turn.domainChanged();
        }
        domain.touch(id);
    }

    /// Tells the node, when it is due; ends when nothing runs.
    void advance(Turn turn, Component component, Progress progress) {
        Optional<InstanceId> instance = component.instance();
        if (instance.isEmpty()) {
            finish(turn, component);
            return;
        }
        Optional<Node> node = domain.reachable(instance.get().node());
        if (node.isPresent() && progress.backoff.isOver(turn.now())) {
            var job =
                    new Job.Stop(
                            NodeRef.of(node.get()),
                            component.logical(),
                            instance.get().function(),
                            component.spec().isResource());
            progress.pending = Optional.of(job);
            turn.effect(new OrcEffect.StopOnNode(job));
        }
    }

    void onDone(Turn turn, Job.Stop job, CommandOutcome outcome) {
        Optional<Component> component = domain.state.component(job.logical());
        Progress progress = domain.of(job.logical());
        if (component.isEmpty() || !progress.pending.equals(Optional.of(job))) {
            return;
        }
        progress.pending = Optional.empty();
        domain.touch(job.logical());
        if (outcome instanceof CommandOutcome.Failed(String message, boolean answered)) {
            progress.backoff.failed(turn.now());
            // One of ours would report an instance that is still there.
            boolean isGone =
                    answered
                            && (domain.reconciles(job.node().id())
                                    || progress.backoff.failures() >= ANSWERS_MAX);
            if (progress.backoff.failures() == 1 && !isGone) {
                turn.warn(
                        "component %s could not be stopped and is tried again: %s"
                                .formatted(job.logical(), message));
            }
            if (!isGone) {
                return;
            }
        }
        finish(turn, component.get());
    }

    private void finish(Turn turn, Component component) {
        LogicalId id = component.logical();
        Progress progress = domain.of(id);
        answer(turn, progress.stopTickets);
        answer(turn, progress.patchTickets);
        turn.refuse(progress.startTickets, Texts.stopped(id));
        for (LogicalId sender : domain.state.sendersTo(id)) {
            domain.of(sender).patchFrom = Optional.of(turn.now() + LINGER);
            domain.touch(sender);
        }
        turn.record(new OrcRecord.Stopped(id));
        domain.forget(id);
        turn.domainChanged();
    }

    private static void answer(Turn turn, List<Waiter> waiters) {
        waiters.forEach(waiter -> turn.answer(waiter.ticket(), new Reply.Done()));
        waiters.clear();
    }

    /// Answers those who have waited long enough.
    static void answerOverdue(Turn turn, List<Waiter> waiters) {
        waiters.removeIf(waiter -> {
            boolean isOver = turn.now() - waiter.deadline() >= 0;
            if (isOver) {
                turn.answer(waiter.ticket(), new Reply.Done());
            }
            return isOver;
        });
    }
}
