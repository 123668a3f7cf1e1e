package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;

import java.util.Optional;

/// The node that is to run a component.
///
/// @param provider the provider of a resource; empty for a function
/// @param physical its id there; empty until the node has confirmed the start
record Assignment(NodeId node, Optional<String> provider, Optional<PhysicalId> physical) {

    Optional<InstanceId> instance() {
        return physical.map(id -> new InstanceId(node, id));
    }

    Assignment started(PhysicalId id) {
        return new Assignment(node, provider, Optional.of(id));
    }
}
