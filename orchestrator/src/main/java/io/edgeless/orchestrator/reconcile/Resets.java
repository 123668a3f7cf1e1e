package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.orchestrator.nodes.Node;

import java.util.List;

/// Resets v1.2 nodes of which it is unclear what they run: new ones, restarted ones, and those
/// whose last start had an unknown outcome. Nodes of ours are never reset. Used by the core's
/// thread only.
final class Resets {

    private final Domain domain;
    private final StartSlots slots;

    Resets(Domain domain, StartSlots slots) {
        this.domain = domain;
        this.slots = slots;
    }

    /// A v1.2 node was heard of.
    void onHeard(NodeId node) {
        domain.of(node).resetDue |= domain.isUnclear(node);
    }

    /// Sends the resets that are due. Starts that are under way end first: they could arrive after
    /// the reset.
    void advance(Turn turn) {
        for (Node node : domain.nodes.heard()) {
            NodeProgress progress = domain.of(node.id());
            if (progress.resetDue
                    && !progress.resetting
                    && node.isReachable()
                    && slots.on(node.id()) == 0
                    && progress.resetBackoff.isOver(turn.now())) {
                progress.resetting = true;
                turn.effect(new OrcEffect.ResetNode(new Job.Reset(NodeRef.of(node))));
            }
        }
    }

    void onDone(Turn turn, Job.Reset job, CommandOutcome outcome) {
        NodeId id = job.node().id();
        if (domain.nodes.find(id).isEmpty()) {
            return;
        }
        NodeProgress progress = domain.of(id);
        progress.resetting = false;
        if (!domain.isCurrent(job.node())) {
            return;
        }
        if (outcome instanceof CommandOutcome.Failed(String message, boolean answered)
                && !answered) {
            progress.resetBackoff.failed(turn.now());
            turn.warn("node %s not reset and reset again: %s".formatted(id, message));
            return;
        }
        progress.resetBackoff.reset();
        progress.resetDue = false;
        List<LogicalId> placed = domain.state.on(id);
        turn.record(new OrcRecord.NodeCleared(id));
        for (LogicalId logical : placed) {
            if (domain.state.component(logical).filter(c -> !c.isOn(id)).isPresent()) {
                domain.of(logical).instanceGone();
                domain.touchNeighbours(logical);
            }
            domain.touch(logical);
        }
        turn.domainChanged();
    }
}
