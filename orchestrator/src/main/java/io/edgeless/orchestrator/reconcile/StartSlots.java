package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// Bounds the starts under way: after a loss thousands may be due, each with up to some MB of code
/// in memory. Owned by the core.
final class StartSlots {

    private static final int STARTS_MAX = 64;

    /// A node compiles one class at a time; more would only wait there.
    private static final int STARTS_PER_NODE_MAX = 16;

    private final Set<Job.Start> underWay = new LinkedHashSet<>();
    private final Set<LogicalId> waiting = new LinkedHashSet<>();

    /// False when too many are under way; the component is then named by a later [#give].
    boolean take(Job.Start job) {
        if (underWay.size() >= STARTS_MAX || on(job.node().id()) >= STARTS_PER_NODE_MAX) {
            waiting.add(job.placement().logical());
            return false;
        }
        underWay.add(job);
        return true;
    }

    /// Returns a slot.
    ///
    /// @return a component that waited for one
    Optional<LogicalId> give(Job.Start job) {
        underWay.remove(job);
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        LogicalId next = waiting.iterator().next();
        waiting.remove(next);
        return Optional.of(next);
    }

    /// How many starts are under way at the node.
    long on(NodeId node) {
        return underWay.stream().filter(job -> job.node().id().equals(node)).count();
    }
}
