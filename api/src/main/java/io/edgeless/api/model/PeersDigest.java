package io.edgeless.api.model;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.NodeId;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Tells whether two sides know the same peers under the same URLs: the sum of a digest of each, so
/// that a peer that comes or goes costs no look at the others.
public final class PeersDigest {

    private long sum;

    /// Of all these peers; never 0.
    public static long of(Map<NodeId, String> peers) {
        var digest = new PeersDigest();
        peers.forEach(digest::add);
        return digest.value();
    }

    /// A peer that is not in it yet.
    public void add(NodeId peer, String url) {
        sum += one(peer, url);
    }

    /// A peer that is in it, with the URL it has there.
    public void remove(NodeId peer, String url) {
        sum -= one(peer, url);
    }

    /// Never 0.
    public long value() {
        return sum == 0 ? 1 : sum;
    }

    private static long one(NodeId peer, String url) {
        byte[] text = (peer + " " + url).getBytes(StandardCharsets.UTF_8);
        return Digest.of(text).head();
    }
}
