package io.edgeless.dataplane.link;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.InvocationClient;
import io.edgeless.process.grpc.GrpcChannels;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The links to the other nodes. Nothing here blocks. Safe for concurrent use.
public final class Links {

    /// What became of an event when it was handed to a link.
    public enum Sent {
        SENT,
        NO_PEER,
        FULL
    }

    private final GrpcChannels channels;
    private final Duration timeout;
    private final Map<NodeId, UnaryLink> links = new ConcurrentHashMap<>();

    /// @param timeout of each event
    public Links(GrpcChannels channels, Duration timeout) {
        this.channels = channels;
        this.timeout = timeout;
    }

    /// Adds a peer or replaces its URL; connects at the first event.
    public void add(NodeId node, String url) {
        UnaryLink present = links.get(node);
        if (present == null || !present.url().equals(url)) {
            remove(node);
            links.put(node, new UnaryLink(url, new InvocationClient(channels.to(url), timeout)));
        }
    }

    /// Removes a peer.
    public void remove(NodeId node) {
        UnaryLink gone = links.remove(node);
        if (gone != null) {
            channels.forget(gone.url());
        }
    }

    /// The peers and their URLs.
    public Map<NodeId, String> snapshot() {
        Map<NodeId, String> peers = new TreeMap<>();
        links.forEach((node, link) -> peers.put(node, link.url()));
        return peers;
    }

    /// Hands an event to the link to its node.
    ///
    /// @param lost is told later if the peer did not take it; must not block
    public Sent send(Event event, Consumer<String> lost) {
        UnaryLink link = links.get(event.target().node());
        if (link == null) {
            return Sent.NO_PEER;
        }
        return link.send(event, lost) ? Sent.SENT : Sent.FULL;
    }
}
