package io.edgeless.simulation;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.node.agent.ComponentSpec;

import java.util.Optional;

/// An instance on a simulated node, played by a table instead of a runtime.
final class Instance {

    private final PhysicalId id;
    private final ComponentSpec spec;

    /// What it was told last; empty before.
    Optional<Patch> patch = Optional.empty();

    InstanceState state = InstanceState.STARTING;
    int restarts;

    Instance(PhysicalId id, ComponentSpec spec) {
        this.id = id;
        this.spec = spec;
    }

    PhysicalId id() {
        return id;
    }

    Optional<Placement> placement() {
        return spec.placement();
    }

    boolean isOf(LogicalId logical) {
        return placement().filter(p -> p.logical().equals(logical)).isPresent();
    }

    /// @param told the channels that it says are in force
    RunningInstance report(NodeId node, Optional<Patch> told) {
        return new RunningInstance(
                new InstanceId(node, id),
                placement(),
                state,
                restarts,
                "",
                "",
                told.map(Patch::digest).orElse(0L));
    }
}
