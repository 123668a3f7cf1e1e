package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.orchestrator.nodes.Node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Compares what a node of ours says it runs with what it should run. Used by the core's thread
/// only.
///
/// A report may be older than the last command. So an instance that is missing is not given up: its
/// start is repeated with the same placement, which a node that has it answers with its id. One
/// that should not be there is stopped, which does nothing when it is gone.
final class RunningSets {

    private final Domain domain;
    private final Starts starts;

    RunningSets(Domain domain, Starts starts) {
        this.domain = domain;
        this.starts = starts;
    }

    void onReport(Turn turn, NodeId node, List<RunningInstance> running) {
        Set<LogicalId> seen = new TreeSet<>();
        for (RunningInstance reported : running) {
            Optional<Component> owner =
                    reported.placement().flatMap(p -> domain.state.component(p.logical()));
            long epoch = reported.placement().map(Placement::epoch).orElse(0L);
            if (owner.isEmpty() || !claims(turn, owner.get(), node, epoch, reported)) {
                stopStray(turn, node, reported.instance().function());
            } else {
                seen.add(owner.get().logical());
            }
        }
        for (LogicalId id : domain.state.on(node)) {
            if (!seen.contains(id)) {
                doubt(id);
            }
        }
    }

    /// Whether the instance is the present placement of the component, or becomes it.
    private boolean claims(
            Turn turn, Component component, NodeId node, long epoch, RunningInstance reported) {
        if (component.isOn(node) && epoch == component.epoch()) {
            match(turn, component, reported);
            return true;
        }
        // It runs nowhere else, or the log lost its last placement: better kept than started again.
        // A node that left and is back says so while it is still starting what it ran: a stop now
        // would end the component for good, and its state with it. What never ran is not waited
        // for: its start may have been given up because it hangs there.
        boolean isAdopted =
                !component.stopping()
                        && (component.established() || reported.state() != InstanceState.STARTING)
                        && (epoch > component.epoch()
                                || (epoch == component.epoch()
                                        && component.assignment().isEmpty()));
        if (isAdopted) {
            LogicalId id = component.logical();
            turn.record(new OrcRecord.Placed(id, node, Optional.empty(), epoch));
            domain.of(id).instanceGone();
            domain.touch(id);
            match(turn, domain.state.component(id).orElseThrow(), reported);
        }
        return isAdopted;
    }

    private void match(Turn turn, Component component, RunningInstance reported) {
        Progress progress = domain.of(component.logical());
        if (progress.pending.isPresent() || component.stopping()) {
            return;
        }
        PhysicalId physical = reported.instance().function();
        Optional<PhysicalId> known = component.instance().map(InstanceId::function);
        if (known.isEmpty()) {
            if (reported.state() != InstanceState.STARTING) {
                starts.confirm(turn, component, physical);
            }
        } else if (!known.get().equals(physical)) {
            doubt(component.logical());
            return;
        }
        progress.doubted = false;
        if (progress.isPatchedOtherwise(reported)) {
            turn.info(
                    "component %s has other channels than it was told last: telling it again"
                            .formatted(component.logical()));
            progress.isPatchUnclear = true;
            domain.touch(component.logical());
        }
        if (progress.observe(reported)) {
            turn.domainChanged();
        }
    }

    private void doubt(LogicalId id) {
        Progress progress = domain.of(id);
        boolean isSettled =
                domain.state
                        .component(id)
                        .filter(c -> c.instance().isPresent() && !c.stopping())
                        .isPresent();
        if (isSettled && progress.pending.isEmpty()) {
            progress.doubted = true;
            domain.touch(id);
        }
    }

    private void stopStray(Turn turn, NodeId id, PhysicalId physical) {
        Node node = domain.nodes.find(id).orElseThrow();
        if (domain.of(id).strays.add(physical)) {
            turn.info(
                    "instance %s at node %s belongs to nothing: stopping it"
                            .formatted(physical, id));
            turn.effect(
                    new OrcEffect.StopStrayOnNode(new Job.StopStray(NodeRef.of(node), physical)));
        }
    }

    /// Whatever came of it: an instance that is still there is reported again.
    void onStrayStopDone(Job.StopStray job) {
        NodeId node = job.node().id();
        if (domain.isCurrent(job.node())) {
            domain.of(node).strays.remove(job.physical());
            domain.state.on(node).forEach(domain::touch);
        }
    }
}
