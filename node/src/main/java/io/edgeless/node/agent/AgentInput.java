package io.edgeless.node.agent;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Refusal;

import java.util.Optional;

/// What happens to the agent's core. Tickets name the caller that waits for an answer.
public sealed interface AgentInput {

    /// The process started and its records were restored. Answered when all launches are begun.
    record Recover(long ticket) implements AgentInput {}

    /// @param fresh the id to use if this is no repeat; drawn by the shell
    record Start(long ticket, PhysicalId fresh, ComponentSpec spec) implements AgentInput {}

    record Stop(long ticket, PhysicalId instance) implements AgentInput {}

    record ApplyPatch(long ticket, Patch patch) implements AgentInput {}

    record ChangePeers(long ticket, PeerUpdate update) implements AgentInput {}

    record Reset(long ticket) implements AgentInput {}

    /// The orchestrator was not heard for two leases.
    record OrchestratorLost() implements AgentInput {}

    /// An instance is initialised and handles events.
    record Launched(PhysicalId instance) implements AgentInput {}

    /// An instance could not be started.
    record LaunchRefused(PhysicalId instance, Refusal refusal) implements AgentInput {}

    /// An instance is gone, with everything it held.
    record Halted(PhysicalId instance) implements AgentInput {}

    /// @param problem why the channels are not in force; empty when they are
    record PatchTried(PhysicalId instance, Optional<String> problem) implements AgentInput {}

    /// The wait of this number with a state that nobody used is over.
    record StateDue(StateId state, long number) implements AgentInput {}

    /// @param problem why the state is still there; empty when it is gone
    record StateDeleted(StateId state, Optional<String> problem) implements AgentInput {}
}
