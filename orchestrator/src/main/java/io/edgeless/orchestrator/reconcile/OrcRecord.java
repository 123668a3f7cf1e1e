package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.orchestrator.nodes.KnownNode;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the orchestrator remembers after a crash. The names of these types and of their components
/// are the format on the disk.
public sealed interface OrcRecord {

    /// A node registered, was restarted or moved.
    record NodeKnown(KnownNode node) implements OrcRecord {}

    /// A node is dead or left: nothing runs there.
    record NodeLost(NodeId node) implements OrcRecord {}

    /// Every node has forgotten a lost one.
    record NodeForgotten(NodeId node) implements OrcRecord {}

    /// Nothing that was confirmed runs there any more: it was restarted, or reset.
    record NodeCleared(NodeId node) implements OrcRecord {}

    /// A v1.2 node may run what it should not.
    record NodeUnclear(NodeId node) implements OrcRecord {}

    /// A component is to run.
    record Accepted(LogicalId logical, ComponentSpec spec) implements OrcRecord {}

    /// It is about to be started there.
    ///
    /// @param provider the provider of a resource; empty for a function
    record Placed(LogicalId logical, NodeId node, Optional<String> provider, long epoch)
            implements OrcRecord {}

    /// Its node confirmed the start.
    record Started(LogicalId logical, long epoch, PhysicalId physical) implements OrcRecord {}

    /// It does not run where it was placed.
    record Unplaced(LogicalId logical) implements OrcRecord {}

    /// It ran once, though it does not now; in snapshots.
    record Established(LogicalId logical) implements OrcRecord {}

    /// Its channels lead to these components.
    record Connected(LogicalId logical, Map<String, LogicalId> outputs) implements OrcRecord {

        public Connected {
            outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
        }
    }

    /// It must not run.
    record Stopping(LogicalId logical) implements OrcRecord {}

    /// It is forgotten: it never ran.
    record Dropped(LogicalId logical) implements OrcRecord {}

    /// Nodes were given its epochs up to this one before it was forgotten; in snapshots.
    record Spent(LogicalId logical, long epoch) implements OrcRecord {}

    /// It does not run, and must not run again.
    record Stopped(LogicalId logical) implements OrcRecord {}
}
