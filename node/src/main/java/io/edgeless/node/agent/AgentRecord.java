package io.edgeless.node.agent;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;

/// What a node must remember after a crash: the set it accepted, so that it can start again without
/// its orchestrator.
public sealed interface AgentRecord {

    record Accepted(PhysicalId instance, ComponentSpec spec) implements AgentRecord {}

    record Patched(PhysicalId instance, Patch patch) implements AgentRecord {}

    record Removed(PhysicalId instance) implements AgentRecord {}

    record PeersChanged(PeerUpdate update) implements AgentRecord {}
}
