package io.edgeless.node.agent;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Refusal;

/// What a caller of the agent is told.
public sealed interface AgentAnswer {

    record Started(PhysicalId instance) implements AgentAnswer {}

    record Refused(Refusal refusal) implements AgentAnswer {}

    record Done() implements AgentAnswer {}

    /// The command named an instance that is not here.
    record Unknown(PhysicalId instance) implements AgentAnswer {}

    /// The channels cannot be put in force; the old ones stay.
    record NotPatched(String reason) implements AgentAnswer {}
}
