package io.edgeless.orchestrator.nodes;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.orchestrator.placement.Candidate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The nodes within their leases. Owned by the core; used by its thread only.
public final class NodeTable {

    /// More are refused: the full mesh of peers grows with the square.
    private static final int NODES_MAX = 1_000;

    private final TreeMap<NodeId, Node> nodes = new TreeMap<>();
    private final Brake brake = new Brake();

    /// What an update told.
    public enum Heard {
        /// A node that was not known.
        JOINED,
        /// A known node with a new process.
        RESTARTED,
        /// A node known from the disk, for the first time in this life, and still the same process.
        RETURNED,
        RENEWED,
        LEFT,
        /// Sent by a process that another one has replaced.
        STALE,
        FULL
    }

    /// Starts the lease of a node known from the disk.
    public void expect(long now, KnownNode known) {
        nodes.put(known.id(), new Node(known, now));
    }

    /// Takes in a registration or its renewal.
    public Heard hear(long now, long wallSec, NodeUpdate update) {
        Node node = nodes.get(update.node());
        if (node == null) {
            return join(now, wallSec, update);
        }
        boolean isSameProcess = node.nonce() == update.nonce();
        // Nobody says goodbye before it was there: whoever does so has a successor.
        if (!isSameProcess && (isPlainLeave(update) || node.isOfThePast(now, update.nonce()))) {
            return Heard.STALE;
        }
        if (!isSameProcess) {
            node.restart(now, wallSec, update);
            return Heard.RESTARTED;
        }
        if (node.isLeave(wallSec, update)) {
            return Heard.LEFT;
        }
        Heard heard = node.isHeard() ? Heard.RENEWED : Heard.RETURNED;
        node.renew(now, update);
        return heard;
    }

    private Heard join(long now, long wallSec, NodeUpdate update) {
        if (isPlainLeave(update)) {
            return Heard.LEFT;
        }
        if (nodes.size() >= NODES_MAX) {
            return Heard.FULL;
        }
        nodes.put(update.node(), new Node(now, wallSec, update));
        return Heard.JOINED;
    }

    /// Whether it is a goodbye, whatever came before.
    private static boolean isPlainLeave(NodeUpdate update) {
        return !Lease.isAsked(update) && update.refreshDeadlineSec() == 0;
    }

    /// Updates who is suspect and overdue, and says who is to be evicted now.
    public List<Node> expire(long now) {
        nodes.values().forEach(node -> node.watch(now));
        List<Node> overdue = select(Node::isOverdue);
        int allowed = brake.allow(now, overdue.size(), nodes.size());
        List<Node> evicted = overdue.subList(0, Math.min(allowed, overdue.size()));
        evicted.forEach(node -> brake.evicted(now));
        return List.copyOf(evicted);
    }

    /// Whether evictions are held back because too many nodes vanished at once.
    public boolean isBraking() {
        return brake.isBraking();
    }

    public void remove(NodeId id) {
        nodes.remove(id);
    }

    public Optional<Node> find(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /// All, by id.
    public Collection<Node> all() {
        return nodes.values();
    }

    /// Those heard of since this orchestrator started, by id.
    public List<Node> heard() {
        return select(Node::isHeard);
    }

    /// Those that may take a component: reachable and in good standing.
    public List<Candidate> candidates() {
        return candidates(node -> node.isReachable() && !node.isSuspect());
    }

    /// Those that may take a component when no other can: with the suspects.
    public List<Candidate> lastResort() {
        return candidates(Node::isReachable);
    }

    private List<Candidate> candidates(Predicate<Node> filter) {
        return select(filter).stream().map(Node::candidate).toList();
    }

    private List<Node> select(Predicate<Node> filter) {
        return new ArrayList<>(nodes.values().stream().filter(filter).toList());
    }
}
