package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.PeersDigest;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/// The peers that a node has confirmed, with their URLs and the digest by which it reports them.
/// Used by the core's thread only.
final class ConfirmedPeers {

    private final Map<NodeId, String> urls = new TreeMap<>();
    private PeersDigest digest = new PeersDigest();

    void put(NodeId peer, String url) {
        remove(peer);
        urls.put(peer, url);
        digest.add(peer, url);
    }

    void remove(NodeId peer) {
        String before = urls.remove(peer);
        if (before != null) {
            digest.remove(peer, before);
        }
    }

    void clear() {
        urls.clear();
        digest = new PeersDigest();
    }

    /// Null when it has not confirmed this peer.
    @Nullable String url(NodeId peer) {
        return urls.get(peer);
    }

    long digest() {
        return digest.value();
    }
}
