package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.orchestrator.nodes.Node;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Starts components: takes the request, commands the chosen node, and decides what an answer, a
/// refusal or a lost call means. Used by the core's thread only.
///
/// A node of ours answers the repeat of a placement with the instance that is there, so a call
/// whose outcome is unknown is repeated. A v1.2 node would start a second one: the component is
/// started elsewhere, and that node is reset when it is heard of again.
final class Starts {

    /// Repeats towards one node, some 3 s with the pauses between them; then another one is tried.
    private static final int ATTEMPTS_MAX = 5;

    /// Each costs a few hundred bytes here and some 100 in every report.
    private static final int COMPONENTS_MAX = 100_000;

    /// A new instance whose targets are being started is patched once, when they run; its node
    /// holds back what it sends for 10 s.
    private static final long FIRST_PATCH_WAIT = Duration.ofSeconds(5).toNanos();

    private final Domain domain;
    private final Placements placements;
    private final StartSlots slots;

    Starts(Domain domain, Placements placements, StartSlots slots) {
        this.domain = domain;
        this.placements = placements;
        this.slots = slots;
    }

    // ---- the request ------------------------------------------------------------------------

    void onStart(Turn turn, OrcInput.Start start) {
        LogicalId id = start.spec().placement().map(Placement::logical).orElse(start.fresh());
        Optional<Component> known = domain.state.component(id);
        if (domain.state.isStopped(id) || known.filter(Component::stopping).isPresent()) {
            turn.answer(start.ticket(), new Reply.Refused(Texts.stopped(id)));
        } else if (known.filter(Component::established).isPresent()) {
            turn.answer(start.ticket(), new Reply.Started(id));
        } else if (known.isPresent()) {
            domain.of(id).startTickets.add(start.ticket());
        } else if (domain.state.components().size() >= COMPONENTS_MAX) {
            turn.answer(start.ticket(), new Reply.Refused(Texts.tooMany(COMPONENTS_MAX)));
        } else {
            accept(turn, id, start);
        }
    }

    private void accept(Turn turn, LogicalId id, OrcInput.Start start) {
        var choice = turn.draw().flatMap(draw -> placements.choose(start.spec(), Set.of(), draw));
        if (choice.isEmpty()) {
            turn.answer(start.ticket(), new Reply.Refused(Texts.noNode(start.spec())));
            return;
        }
        turn.record(new OrcRecord.Accepted(id, start.spec()));
        domain.of(id).startTickets.add(start.ticket());
        placements.put(turn, id, choice.get());
    }

    // ---- the command ------------------------------------------------------------------------

    /// Sends the start of a placed component, when it is due.
    void advance(Turn turn, Component component, Progress progress) {
        NodeId nodeId = component.assignment().orElseThrow().node();
        Optional<Node> node = domain.reachable(nodeId);
        if (node.isEmpty() || !progress.backoff.isOver(turn.now()) || isGated(nodeId)) {
            return;
        }
        var placement = new Placement(component.logical(), component.epoch());
        var job = new Job.Start(NodeRef.of(node.get()), placement);
        if (slots.take(job)) {
            progress.pending = Optional.of(job);
            Optional<String> provider = component.assignment().orElseThrow().provider();
            turn.effect(new OrcEffect.StartOnNode(job, component.spec().at(placement, provider)));
        }
    }

    /// Whether older things must be gone from the node before anything is started there.
    private boolean isGated(NodeId node) {
        return domain.isUnclear(node) || !domain.of(node).strays.isEmpty();
    }

    // ---- the outcome ------------------------------------------------------------------------

    void onDone(Turn turn, Job.Start job, StartOutcome outcome) {
        slots.give(job).ifPresent(domain::touch);
        LogicalId id = job.placement().logical();
        Optional<Component> component = domain.state.component(id);
        if (component.isEmpty() || !domain.of(id).pending.equals(Optional.of(job))) {
            return;
        }
        Progress progress = domain.of(id);
        progress.pending = Optional.empty();
        domain.touch(id);
        switch (outcome) {
            case StartOutcome.Started(InstanceId instance) ->
                    started(turn, component.get(), job, instance);
            case StartOutcome.Refused(Refusal refusal) ->
                    refused(turn, component.get(), job, refusal);
            case StartOutcome.Failed failed -> failed(turn, component.get(), job, failed);
        }
    }

    private void started(Turn turn, Component component, Job.Start job, InstanceId instance) {
        NodeId node = job.node().id();
        if (!instance.node().equals(node)) {
            String error = "node " + node + " answered with the id of node " + instance.node();
            failed(turn, component, job, new StartOutcome.Failed(error, false));
        } else if (domain.isUnclear(node)) {
            failed(turn, component, job, new StartOutcome.Failed("the node is reset", true));
        } else {
            confirm(turn, component, instance.function());
        }
    }

    /// Notes that the placement of a component runs.
    void confirm(Turn turn, Component component, PhysicalId physical) {
        LogicalId id = component.logical();
        Progress progress = domain.of(id);
        boolean isNews =
                !component.instance().map(InstanceId::function).equals(Optional.of(physical));
        if (isNews) {
            turn.record(new OrcRecord.Started(id, component.epoch(), physical));
            progress.instanceGone();
            progress.firstPatchBy = Optional.of(turn.now() + FIRST_PATCH_WAIT);
            domain.touchNeighbours(id);
            turn.domainChanged();
        }
        if (!progress.doubted) {
            progress.backoff.reset();
        }
        progress.doubted = false;
        progress.attempts = 0;
        progress.avoid.clear();
        progress.problem = Optional.empty();
        turn.started(progress.startTickets, id);
        domain.touch(id);
    }

    private void refused(Turn turn, Component component, Job.Start job, Refusal refusal) {
        LogicalId id = component.logical();
        Progress progress = domain.of(id);
        Refusal told = Texts.refused(id, component.spec(), refusal);
        if (!component.established() && !component.stopping()) {
            turn.refuse(progress.startTickets, told);
            turn.record(new OrcRecord.Dropped(id));
            domain.forget(id);
            return;
        }
        unplace(turn, component, job.node().id());
        if (!component.stopping()) {
            Placements.failed(turn, component, progress, told);
        }
    }

    private void failed(Turn turn, Component component, Job.Start job, StartOutcome.Failed failed) {
        LogicalId id = component.logical();
        NodeId node = job.node().id();
        Progress progress = domain.of(id);
        Refusal why = Texts.failed(id, component.spec(), node, failed.message());
        boolean mayRun = !failed.notDone();
        boolean repeatable = domain.reconciles(node) && !component.stopping();
        progress.attempts++;
        if (mayRun && repeatable && progress.attempts < ATTEMPTS_MAX) {
            Placements.failed(turn, component, progress, why);
            return;
        }
        if (mayRun && !domain.reconciles(node)) {
            turn.record(new OrcRecord.NodeUnclear(node));
            turn.warn("node %s will be reset: %s".formatted(node, failed.message()));
        }
        unplace(turn, component, node);
        if (!component.established()) {
            // Somebody waits: another node is tried at once.
            progress.backoff.reset();
        }
        if (!component.stopping()) {
            Placements.failed(turn, component, progress, why);
        }
    }

    private void unplace(Turn turn, Component component, NodeId node) {
        turn.record(new OrcRecord.Unplaced(component.logical()));
        Progress progress = domain.of(component.logical());
        progress.instanceGone();
        progress.avoid.add(node);
        domain.touchNeighbours(component.logical());
    }
}
