package io.edgeless.node.agent;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;

/// What the agent's core wants done.
public sealed interface AgentEffect {

    /// Prepare, instantiate and initialise; answered by Launched or LaunchRefused.
    record Launch(PhysicalId instance, ComponentSpec spec) implements AgentEffect {}

    /// Stop and remove; answered by Halted.
    record Halt(PhysicalId instance) implements AgentEffect {}

    /// Put the channels of an instance in force.
    record SetChannels(PhysicalId instance, Patch patch) implements AgentEffect {}

    record SetPeers(PeerUpdate update) implements AgentEffect {}

    /// The answer for a waiting caller.
    record Answer(long ticket, AgentAnswer answer) implements AgentEffect {}
}
