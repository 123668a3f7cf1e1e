package io.edgeless.controller.domains;

import io.edgeless.api.id.DomainId;

/// What is remembered of a domain across restarts of the controller and of the domain.
///
/// @param nonce of the orchestrator's process; another one means that it was restarted
/// @param reconciles whether it reports its components (ours) or must be reset (v1.2)
/// @param unclear whether a v1.2 domain may run something that the controller does not know of
public record KnownDomain(DomainId id, long nonce, boolean reconciles, boolean unclear) {

    public KnownDomain asUnclear() {
        return new KnownDomain(id, nonce, reconciles, true);
    }
}
