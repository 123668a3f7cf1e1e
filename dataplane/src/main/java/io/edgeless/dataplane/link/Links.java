package io.edgeless.dataplane.link;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.dataplane.run.Patience;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.world.Clock;
import io.edgeless.world.Timers;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The links to the other nodes. Only a sender with patience ever waits. Safe for concurrent use.
public final class Links {

    /// What became of an event when it was handed to a link.
    public enum Sent {
        SENT,
        /// The node is no peer.
        NO_PEER,
        /// The peer has not taken an event for a while.
        DOWN,
        /// Too much is under way to the peer.
        FULL
    }

    private final GrpcChannels channels;
    private final Duration timeout;
    private final Clock clock;
    private final Timers timers;

    /// Read for every event; links are added under the lock of this object, under which channels
    /// nobody uses are forgotten too.
    private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();

    /// @param timeout of each event
    public Links(GrpcChannels channels, Duration timeout, Clock clock, Timers timers) {
        this.channels = channels;
        this.timeout = timeout;
        this.clock = clock;
        this.timers = timers;
    }

    /// Adds a peer, replaces its URL, or believes again in one that seemed to be gone; connects at
    /// the first event.
    public void add(NodeId node, String url) {
        retire(replace(node, url));
    }

    /// Returns the link that is not needed any more, if there is one.
    private synchronized @Nullable PeerLink replace(NodeId node, String url) {
        PeerLink present = links.get(node);
        if (present != null && present.url().equals(url)) {
            present.heard();
            return null;
        }
        return links.put(node, new PeerLink(url, channel(url), timeout, clock, timers));
    }

    /// An event waits for the connection until its time is over: a channel that failed to connect
    /// once would otherwise fail the first event after its peer has come (back).
    private Channel channel(String url) {
        return ClientInterceptors.intercept(channels.to(url), new WaitForReady());
    }

    /// Removes a peer.
    public void remove(NodeId node) {
        retire(links.remove(node));
    }

    /// Tells what is lost with a link, so that no lock may be held. Its channel is shared by all
    /// nodes at its URL, such as a node that came back under a new id.
    private void retire(@Nullable PeerLink gone) {
        if (gone != null) {
            gone.close();
            forgetUnused(gone.url());
        }
    }

    private synchronized void forgetUnused(String url) {
        if (links.values().stream().noneMatch(link -> link.url().equals(url))) {
            channels.forget(url);
        }
    }

    /// The peers and their URLs.
    public Map<NodeId, String> snapshot() {
        Map<NodeId, String> peers = new TreeMap<>();
        links.forEach((node, link) -> peers.put(node, link.url()));
        return peers;
    }

    /// An event came from this node: it is alive.
    public void heardFrom(NodeId node) {
        PeerLink link = links.get(node);
        if (link != null) {
            link.heard();
        }
    }

    /// Hands an event to the link to its node.
    ///
    /// @param patience for room on the link
    /// @param lost is told later if the peer did not take it; must not block
    public Sent send(Event event, Patience patience, Consumer<RpcException> lost) {
        PeerLink link = links.get(event.target().node());
        if (link == null) {
            return Sent.NO_PEER;
        }
        Attempt attempt = new Attempt(link, link.parcel(event, lost));
        if (!attempt.isDecided()) {
            patience.await(link.room(), attempt::isDecided);
        }
        if (attempt.sent == Sent.SENT) {
            link.send(attempt.parcel);
        }
        return attempt.sent;
    }

    /// Tries to let one event in; used by one thread.
    private static final class Attempt {

        private final PeerLink link;
        private final Parcel parcel;
        private Sent sent = Sent.FULL;

        Attempt(PeerLink link, Parcel parcel) {
            this.link = link;
            this.parcel = parcel;
        }

        boolean isDecided() {
            if (sent == Sent.FULL) {
                sent = link.admit(parcel);
            }
            return sent != Sent.FULL;
        }
    }
}
