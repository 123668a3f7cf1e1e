package io.edgeless.api.model;

import io.edgeless.api.id.DomainId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An orchestrator's registration of its domain and its renewal.
///
/// @param refreshDeadlineSec s since 1970 by the sender's clock; read only for v1.2 peers; at most
///   2^33 (the year 2242)
/// @param counter changes with each change of the capabilities
/// @param nonce drawn once per process; another value means that the orchestrator was restarted
/// @param lease how long the domain asks to be considered alive, at most a day; empty from a v1.2
///   orchestrator
/// @param components where its components run; empty from a v1.2 orchestrator
public record DomainUpdate(
        DomainId domain,
        String orchestratorUrl,
        DomainCapabilities capabilities,
        long refreshDeadlineSec,
        long counter,
        long nonce,
        Optional<Duration> lease,
        Optional<List<ComponentReport>> components) {

    public DomainUpdate {
        components = components.map(List::copyOf);
    }
}
