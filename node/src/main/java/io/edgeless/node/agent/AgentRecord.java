package io.edgeless.node.agent;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;

/// What a node must remember after a crash: the set it accepted, so that it can start again without
/// its orchestrator, and the states it has to delete.
public sealed interface AgentRecord {

    record Accepted(PhysicalId instance, ComponentSpec spec) implements AgentRecord {}

    record Patched(PhysicalId instance, Patch patch) implements AgentRecord {}

    record Removed(PhysicalId instance) implements AgentRecord {}

    record PeersChanged(PeerUpdate update) implements AgentRecord {}

    /// The function of this state was stopped for good.
    record StateUnneeded(StateId state) implements AgentRecord {}

    /// The state was deleted, or is needed again.
    record StateSettled(StateId state) implements AgentRecord {}
}
