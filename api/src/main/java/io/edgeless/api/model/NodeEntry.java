package io.edgeless.api.model;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;

import java.time.Duration;
import java.util.List;

/// A node as its orchestrator knows it, without asking it.
///
/// @param silent for how long it has not been heard of
/// @param leaseLeft how much longer it is considered alive without being heard of
/// @param components placed there
/// @param health of its last registration
public record NodeEntry(
        NodeId node,
        DomainId domain,
        String agentUrl,
        String invocationUrl,
        NodeStanding standing,
        Duration silent,
        Duration leaseLeft,
        int components,
        NodeCapabilities capabilities,
        NodeHealth health,
        List<ProviderSpec> providers) {

    public NodeEntry {
        providers = List.copyOf(providers);
    }
}
