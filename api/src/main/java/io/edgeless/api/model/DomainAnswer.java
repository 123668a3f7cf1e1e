package io.edgeless.api.model;

/// The answer to the registration of a domain.
public sealed interface DomainAnswer {

    /// @param reset the orchestrator must drop all its components; never sent to one of ours
    record Accepted(boolean reset) implements DomainAnswer {}

    record Refused(Refusal refusal) implements DomainAnswer {}
}
