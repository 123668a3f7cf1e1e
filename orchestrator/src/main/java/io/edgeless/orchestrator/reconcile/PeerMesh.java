package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.orchestrator.nodes.Node;

import java.util.ArrayList;
import java.util.List;

/// Keeps every node told of all others: what it should know is compared with what it confirmed, and
/// sent until they agree. Used by the core's thread only.
final class PeerMesh {

    /// Sent one after the other within one deadline.
    private static final int BATCH_MAX = 128;

    private final Domain domain;
    private boolean isDirty;

    PeerMesh(Domain domain) {
        this.domain = domain;
    }

    /// Something changed that peers should hear.
    void changed() {
        isDirty = true;
    }

    /// A node is gone.
    void lost(NodeId gone) {
        for (Node node : domain.nodes.all()) {
            domain.of(node.id()).peers.remove(gone);
            domain.of(node.id()).formerPeers.add(gone);
        }
        isDirty = true;
    }

    void advance(Turn turn) {
        if (!isDirty) {
            return;
        }
        isDirty = false;
        List<Node> heard = domain.nodes.heard();
        for (Node node : heard) {
            List<PeerUpdate> updates = missing(node, heard);
            if (updates.isEmpty()) {
                continue;
            }
            isDirty = true;
            NodeProgress progress = domain.of(node.id());
            if (isReady(turn, node, progress)) {
                progress.sendingPeers = true;
                turn.effect(new OrcEffect.UpdatePeers(new Job.Peers(NodeRef.of(node)), updates));
            }
        }
    }

    private boolean isReady(Turn turn, Node node, NodeProgress progress) {
        return node.isReachable()
                && !progress.sendingPeers
                && progress.peersBackoff.isOver(turn.now())
                && !domain.isUnclear(node.id());
    }

    private List<PeerUpdate> missing(Node node, List<Node> heard) {
        NodeProgress progress = domain.of(node.id());
        List<PeerUpdate> updates = new ArrayList<>();
        progress.formerPeers.forEach(gone -> updates.add(new PeerUpdate.Remove(gone)));
        for (Node peer : heard) {
            String known = progress.peers.get(peer.id());
            if (peer.id().equals(node.id()) || peer.invocationUrl().equals(known)) {
                continue;
            }
            if (known != null && !progress.formerPeers.contains(peer.id())) {
                updates.add(new PeerUpdate.Remove(peer.id()));
            }
            updates.add(new PeerUpdate.Add(peer.id(), peer.invocationUrl()));
        }
        return updates.size() <= BATCH_MAX ? updates : updates.subList(0, BATCH_MAX);
    }

    void onDone(Turn turn, Job.Peers job, List<PeerUpdate> updates, CommandOutcome outcome) {
        if (!domain.isCurrent(job.node())) {
            return;
        }
        NodeProgress progress = domain.of(job.node().id());
        progress.sendingPeers = false;
        isDirty = true;
        switch (outcome) {
            case CommandOutcome.Done() -> {
                progress.peersBackoff.reset();
                updates.forEach(update -> confirmed(progress, update));
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

    private static void confirmed(NodeProgress progress, PeerUpdate update) {
        switch (update) {
            case PeerUpdate.Add(NodeId peer, String url) -> progress.peers.put(peer, url);
            case PeerUpdate.Remove(NodeId peer) -> {
                progress.peers.remove(peer);
                progress.formerPeers.remove(peer);
            }
            case PeerUpdate.Clear() -> progress.peers.clear();
        }
    }
}
