package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.orchestrator.nodes.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Keeps every node told of all others. Each node has the list of those it is owed: peers that it
/// must hear of, or must forget. It gets shorter only by what the node confirms, so that the work
/// goes with the changes and not with the square of the nodes.
///
/// A node remembers its peers across its own restarts, and an orchestrator may be restarted between
/// a loss and the last node that hears of it. So the lost nodes are in the durable state until
/// every node has confirmed, and a node that joins begins with no peers at all: it was away while
/// others came and went, or this orchestrator has lost its disk.
///
/// An update whose sender gave up waiting may be carried out later, after the next one. So a node
/// of ours reports a digest of its peers; one that differs has it begin with no peers again. Used
/// by the core's thread only.
final class PeerMesh {

    /// Sent one after the other within one deadline.
    private static final int BATCH_MAX = 128;

    private final Domain domain;

    /// Nodes that are owed something.
    private final Set<NodeId> behind = new TreeSet<>();

    /// The update that is under way to each node, also when the node was given up since: it could
    /// be carried out after a newer one.
    private final Map<NodeId, Long> underWay = new TreeMap<>();

    private long numbered;

    PeerMesh(Domain domain) {
        this.domain = domain;
    }

    /// A node that is not known came.
    void joined(Node node) {
        // One of v1.2 cannot bear this.
        domain.of(node.id()).clearPeers = node.reconciles();
        introduce(node);
    }

    /// A node may have forgotten what it was told, is reached elsewhere, or is heard of for the
    /// first time in this life.
    void introduce(Node node) {
        for (Node other : domain.nodes.heard()) {
            if (!other.id().equals(node.id())) {
                owe(other.id(), node.id());
                owe(node.id(), other.id());
            }
        }
        domain.state.lostNodes().forEach(lost -> owe(node.id(), lost));
        owe(node.id(), node.id());
    }

    /// A node is gone.
    void lost(NodeId gone) {
        behind.remove(gone);
        domain.nodes.all().forEach(node -> owe(node.id(), gone));
    }

    /// A node says which peers it knows. A report that was made before the last update may come
    /// after its confirmation, and to begin anew breaks off calls that are under way: so only the
    /// second one in a row counts, which was made when the first had been answered.
    void onReport(Turn turn, NodeId id, long peers) {
        NodeProgress progress = domain.of(id);
        boolean isComparable = peers != 0 && !behind.contains(id) && !underWay.containsKey(id);
        if (!isComparable || peers == progress.peers.digest()) {
            progress.peersDoubted = false;
            if (isComparable) {
                progress.repairBackoff.reset();
            }
            return;
        }
        if (!progress.peersDoubted) {
            progress.peersDoubted = true;
            return;
        }
        if (progress.repairBackoff.isOver(turn.now())) {
            progress.repairBackoff.failed(turn.now());
            progress.peersDoubted = false;
            turn.warn(
                    "node %s knows other peers than it was told last: telling it all again"
                            .formatted(id));
            progress.clearPeers = true;
            progress.peers.clear();
            domain.nodes.heard().forEach(other -> owe(id, other.id()));
        }
    }

    private void owe(NodeId node, NodeId peer) {
        domain.of(node).owedPeers.add(peer);
        behind.add(node);
    }

    void advance(Turn turn) {
        for (NodeId id : List.copyOf(behind)) {
            Optional<Node> node = domain.nodes.find(id);
            if (node.isEmpty()) {
                behind.remove(id);
            } else if (isReady(turn, node.get())) {
                send(turn, node.get());
            }
        }
    }

    private boolean isReady(Turn turn, Node node) {
        NodeProgress progress = domain.of(node.id());
        return node.isReachable()
                && !underWay.containsKey(node.id())
                && progress.peersBackoff.isOver(turn.now())
                && !domain.isUnclear(node.id());
    }

    private void send(Turn turn, Node node) {
        NodeProgress progress = domain.of(node.id());
        List<PeerUpdate> updates = new ArrayList<>();
        if (progress.clearPeers) {
            updates.add(new PeerUpdate.Clear());
        }
        for (NodeId peer : List.copyOf(progress.owedPeers)) {
            if (updates.size() < BATCH_MAX) {
                add(updates, node, peer);
            }
        }
        if (updates.isEmpty()) {
            behind.remove(node.id());
            return;
        }
        var job = new Job.Peers(NodeRef.of(node), ++numbered);
        progress.peersJob = Optional.of(job);
        underWay.put(node.id(), job.number());
        progress.peersDoubted = false;
        updates.forEach(update -> doubt(progress, update));
        turn.effect(new OrcEffect.UpdatePeers(job, updates));
    }

    /// From the moment it is sent until it is confirmed, the node may know either.
    private static void doubt(NodeProgress progress, PeerUpdate update) {
        switch (update) {
            case PeerUpdate.Add(NodeId peer, String url) -> progress.peers.remove(peer);
            case PeerUpdate.Remove(NodeId peer) -> progress.peers.remove(peer);
            case PeerUpdate.Clear() -> progress.peers.clear();
        }
    }

    /// Adds what the node must hear of one peer; nothing when it knows it all.
    private void add(List<PeerUpdate> updates, Node node, NodeId id) {
        NodeProgress progress = domain.of(node.id());
        Optional<Node> peer = domain.nodes.find(id);
        if (id.equals(node.id()) || peer.filter(p -> !p.isHeard()).isPresent()) {
            // One that is only expected is introduced when it comes.
            progress.owedPeers.remove(id);
            return;
        }
        if (peer.isEmpty()) {
            updates.add(new PeerUpdate.Remove(id));
            return;
        }
        String known = progress.peers.url(id);
        String url = peer.get().invocationUrl();
        if (url.equals(known)) {
            progress.owedPeers.remove(id);
            return;
        }
        if (known != null) {
            updates.add(new PeerUpdate.Remove(id));
        }
        updates.add(new PeerUpdate.Add(id, url));
    }

    void onDone(Turn turn, Job.Peers job, List<PeerUpdate> updates, CommandOutcome outcome) {
        underWay.remove(job.node().id(), job.number());
        if (!domain.isCurrent(job.node())) {
            return;
        }
        NodeProgress progress = domain.of(job.node().id());
        if (!progress.peersJob.equals(Optional.of(job))) {
            // The node was lost or restarted meanwhile; what it was told then does not count.
            return;
        }
        progress.peersJob = Optional.empty();
        switch (outcome) {
            case CommandOutcome.Done() -> {
                progress.peersBackoff.reset();
                updates.forEach(update -> confirmed(progress, update));
                settle(turn, updates);
            }
            case CommandOutcome.Failed(String message, boolean answered) -> {
                progress.peersBackoff.failed(turn.now());
                if (progress.peersBackoff.failures() == 1) {
                    turn.warn(
                            "node %s not told of its peers and told again: %s"
                                    .formatted(job.node().id(), message));
                }
            }
        }
    }

    /// What changed meanwhile is still owed.
    private void confirmed(NodeProgress progress, PeerUpdate update) {
        switch (update) {
            case PeerUpdate.Add(NodeId peer, String url) -> progress.peers.put(peer, url);
            case PeerUpdate.Remove(NodeId peer) -> {
                progress.peers.remove(peer);
                if (domain.nodes.find(peer).isEmpty()) {
                    progress.owedPeers.remove(peer);
                }
            }
            case PeerUpdate.Clear() -> {
                progress.peers.clear();
                progress.clearPeers = false;
            }
        }
    }

    /// Forgets the lost nodes of which every node has confirmed that it forgot them.
    private void settle(Turn turn, List<PeerUpdate> updates) {
        for (PeerUpdate update : updates) {
            if (update instanceof PeerUpdate.Remove(NodeId gone)
                    && domain.state.lostNodes().contains(gone)
                    && domain.nodes.all().stream().allMatch(node -> hasForgotten(node, gone))) {
                turn.record(new OrcRecord.NodeForgotten(gone));
            }
        }
    }

    private boolean hasForgotten(Node node, NodeId gone) {
        return node.isHeard() && !domain.of(node.id()).owedPeers.contains(gone);
    }
}
