package io.edgeless.orchestrator.nodes;

import io.edgeless.api.id.NodeId;

/// What is remembered of a node after a crash.
///
/// @param nonce of its process
/// @param reconciles whether it reports what it runs; a v1.2 node is reset instead
/// @param leaseMillis how long it is considered alive without being heard
/// @param unclear whether it may run what it should not, and must be reset when heard of again;
///   v1.2 nodes only
public record KnownNode(
        NodeId id,
        String agentUrl,
        String invocationUrl,
        long nonce,
        boolean reconciles,
        long leaseMillis,
        boolean unclear) {

    public KnownNode withUnclear(boolean value) {
        return new KnownNode(id, agentUrl, invocationUrl, nonce, reconciles, leaseMillis, value);
    }
}
