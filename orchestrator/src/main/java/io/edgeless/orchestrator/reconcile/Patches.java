package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.orchestrator.nodes.Node;
import io.edgeless.orchestrator.reconcile.Progress.Waiter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps every instance told where its channels lead and whose events it may trust: what it should
/// know is compared with what it confirmed, and sent again until they agree. Used by the core's
/// thread only.
final class Patches {

    /// A caller waits this long for the node.
    private static final long WAIT = Duration.ofSeconds(5).toNanos();

    private static final long FIRST_EPOCH = 1;

    private final Domain domain;

    Patches(Domain domain) {
        this.domain = domain;
    }

    void onConnect(Turn turn, OrcInput.Connect connect) {
        LogicalId id = connect.logical();
        Optional<Component> component = domain.state.component(id);
        if (component.isEmpty() || component.get().stopping()) {
            turn.info("channels of component %s not set: it is not here".formatted(id));
            turn.answer(connect.ticket(), new Reply.Done());
            return;
        }
        if (!component.get().outputs().equals(Optional.of(connect.outputs()))) {
            domain.touchNeighbours(id);
            turn.record(new OrcRecord.Connected(id, connect.outputs()));
            domain.touchNeighbours(id);
        }
        domain.of(id).patchFrom = Optional.empty();
        domain.of(id).patchTickets.add(new Waiter(connect.ticket(), turn.now() + WAIT));
        domain.touch(id);
    }

    /// Sends what the instance should know, when it is due.
    ///
    /// @return whether it knows all of it
    boolean advance(Turn turn, Component component, Progress progress) {
        InstanceId instance = component.instance().orElseThrow();
        Optional<Node> node = domain.reachable(instance.node());
        if (node.isEmpty()) {
            return false;
        }
        Optional<Patch> wanted = wanted(component, instance, node.get(), progress);
        if (wanted.isEmpty() || (wanted.equals(progress.patched) && !progress.isPatchUnclear)) {
            progress.patchTickets.forEach(waiter -> turn.answer(waiter.ticket(), new Reply.Done()));
            progress.patchTickets.clear();
            return true;
        }
        if (!wanted.equals(progress.sent)) {
            progress.backoff.reset();
        }
        if (isDue(turn.now(), component, progress)) {
            var placement = new Placement(component.logical(), component.epoch());
            var job =
                    new Job.Patch(
                            NodeRef.of(node.get()),
                            placement,
                            instance.function(),
                            component.spec().isResource());
            progress.sent = wanted;
            progress.isPatchUnclear = true;
            progress.pending = Optional.of(job);
            turn.effect(new OrcEffect.PatchOnNode(job, wanted.get()));
        }
        return false;
    }

    private boolean isDue(long now, Component component, Progress progress) {
        boolean lingers = progress.patchFrom.filter(from -> now - from < 0).isPresent();
        boolean mayWait = progress.firstPatchBy.filter(by -> now - by < 0).isPresent();
        return progress.backoff.isOver(now)
                && !lingers
                && !(mayWait && progress.patched.isEmpty() && hasTargetOnItsWay(component));
    }

    private boolean hasTargetOnItsWay(Component component) {
        return component.channels().values().stream()
                .flatMap(target -> domain.state.component(target).stream())
                .anyMatch(target -> !target.stopping() && target.instance().isEmpty());
    }

    /// What the instance should know. Empty when there is no need to tell: a v1.2 node knows no
    /// sources, and a component that the controller did not connect must not lose the events it
    /// holds back until its first patch.
    private Optional<Patch> wanted(
            Component component, InstanceId instance, Node node, Progress progress) {
        Map<String, InstanceId> outputs = new LinkedHashMap<>();
        component
                .channels()
                .forEach((channel, target) ->
                        domain.state
                                .component(target)
                                .flatMap(Component::target)
                                .ifPresent(found -> outputs.put(channel, found)));
        List<Placement> sources = node.reconciles() ? sources(component.logical()) : List.of();
        boolean isFenced = sources.stream().anyMatch(source -> source.epoch() > FIRST_EPOCH);
        boolean isNeeded =
                component.outputs().filter(o -> node.reconciles() || !o.isEmpty()).isPresent()
                        || progress.patched.isPresent()
                        || isFenced;
        return isNeeded
                ? Optional.of(new Patch(instance.function().value(), outputs, sources))
                : Optional.empty();
    }

    private List<Placement> sources(LogicalId id) {
        List<Placement> sources = new ArrayList<>();
        for (LogicalId sender : domain.state.sendersTo(id)) {
            domain.state
                    .component(sender)
                    .filter(c -> c.epoch() >= FIRST_EPOCH)
                    .ifPresent(c -> sources.add(new Placement(sender, c.epoch())));
        }
        return sources;
    }

    void onDone(Turn turn, Job.Patch job, CommandOutcome outcome) {
        LogicalId id = job.placement().logical();
        Optional<Component> component = domain.state.component(id);
        Progress progress = domain.of(id);
        if (component.isEmpty() || !progress.pending.equals(Optional.of(job))) {
            return;
        }
        progress.pending = Optional.empty();
        domain.touch(id);
        switch (outcome) {
            case CommandOutcome.Done() -> confirmed(progress);
            case CommandOutcome.Failed(String message, boolean answered) -> {
                boolean ours = domain.reconciles(job.node().id());
                if (progress.backoff.failures() == 0) {
                    turn.warn("component %s not connected: %s".formatted(id, message));
                }
                if (answered && !ours) {
                    confirmed(progress);
                    return;
                }
                progress.doubted = answered;
                progress.backoff.failed(turn.now());
            }
        }
    }

    private static void confirmed(Progress progress) {
        progress.patched = progress.sent;
        progress.isPatchUnclear = false;
        progress.patchFrom = Optional.empty();
        progress.backoff.reset();
    }
}
