package io.edgeless.node.agent;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;

import java.time.Duration;
import java.util.Set;

/// What the agent's core wants done.
public sealed interface AgentEffect {

    /// Prepare, instantiate and initialise; answered by Launched or LaunchRefused.
    ///
    /// @param again it was running before the process was started
    record Launch(PhysicalId instance, ComponentSpec spec, boolean again) implements AgentEffect {}

    /// Stop and remove; answered by Halted.
    record Halt(PhysicalId instance) implements AgentEffect {}

    /// Put the channels of an instance in force; answered by PatchTried.
    record SetChannels(PhysicalId instance, Patch patch) implements AgentEffect {}

    record SetPeers(PeerUpdate update) implements AgentEffect {}

    /// Let some time pass before a saved state goes; answered by StateDue with the same number.
    record WaitWithState(StateId state, long number, Duration grace) implements AgentEffect {}

    /// Delete a saved state; answered by StateDeleted.
    record DeleteState(StateId state) implements AgentEffect {}

    /// From now on exactly these codes are needed.
    record KeepCode(Set<Digest> needed) implements AgentEffect {

        public KeepCode {
            needed = Set.copyOf(needed);
        }
    }

    /// The answer for a waiting caller.
    record Answer(long ticket, AgentAnswer answer) implements AgentEffect {}
}
