package io.edgeless.api.model;

import io.edgeless.api.id.NodeId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A node's registration and its renewal.
///
/// @param refreshDeadlineSec s since 1970 by the sender's clock; read only for v1.2 peers, where a
///   past value means "I am leaving"; at most 2^33 (the year 2242)
/// @param nonce drawn once per process; another value means that the node was restarted
/// @param running what the node runs; empty from a v1.2 node, which is reset instead
/// @param lease how long the node asks to be considered alive, at most a day; empty from a v1.2
///   node
/// @param peers the [PeersDigest] of the peers it knows; 0 from a node that does not tell
public record NodeUpdate(
        NodeId node,
        String agentUrl,
        String invocationUrl,
        List<ProviderSpec> providers,
        NodeCapabilities capabilities,
        long refreshDeadlineSec,
        long nonce,
        NodeHealth health,
        PerformanceSamples samples,
        Optional<List<RunningInstance>> running,
        Optional<Duration> lease,
        long peers) {

    public NodeUpdate {
        providers = List.copyOf(providers);
        running = running.map(List::copyOf);
    }
}
