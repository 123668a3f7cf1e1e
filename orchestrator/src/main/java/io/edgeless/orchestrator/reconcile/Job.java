package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Placement;

/// A command to a node whose result is awaited. A component has at most one under way; those of
/// different nodes and components are carried out side by side.
public sealed interface Job {

    NodeRef node();

    /// Start this placement; a repeat is answered with the instance that is there.
    record Start(NodeRef node, Placement placement) implements Job {}

    /// Stop this instance.
    record Stop(NodeRef node, LogicalId logical, PhysicalId physical, boolean resource)
            implements Job {}

    /// Stop an instance that belongs to no component, or to an older placement of one.
    record StopStray(NodeRef node, PhysicalId physical) implements Job {}

    /// Tell this placement where its channels lead.
    record Patch(NodeRef node, Placement placement, PhysicalId physical, boolean resource)
            implements Job {}

    /// Tell a node of its peers.
    ///
    /// @param number which of all of these it is
    record Peers(NodeRef node, long number) implements Job {}

    /// Make a v1.2 node stop everything.
    record Reset(NodeRef node) implements Job {}
}
