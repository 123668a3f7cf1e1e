package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.orchestrator.nodes.KnownNode;
import io.edgeless.orchestrator.nodes.Node;
import io.edgeless.orchestrator.nodes.NodeTable.Heard;

import java.util.List;
import java.util.Optional;

/// Takes in what nodes say of themselves. Used by the core's thread only.
final class Registrations {

    private final Domain domain;
    private final PeerMesh mesh;
    private final Resets resets;
    private final RunningSets runningSets;
    private final Losses losses;

    Registrations(
            Domain domain, PeerMesh mesh, Resets resets, RunningSets runningSets, Losses losses) {
        this.domain = domain;
        this.mesh = mesh;
        this.resets = resets;
        this.runningSets = runningSets;
        this.losses = losses;
    }

    void onHear(Turn turn, OrcInput.Hear hear) {
        NodeUpdate update = hear.update();
        NodeId id = update.node();
        boolean wasReachable = domain.reachable(id).isPresent();
        Heard heard = domain.nodes.hear(turn.now(), hear.wallSec(), update);
        switch (heard) {
            case FULL -> {
                var refusal = Refusal.of("too many nodes", "node " + id + " is not taken in");
                turn.answer(hear.ticket(), new Reply.Refused(refusal));
                return;
            }
            case LEFT -> domain.nodes.find(id).ifPresent(node -> losses.lose(turn, node, "left"));
            case STALE -> {
                turn.info("a message of a replaced process of node %s ignored".formatted(id));
                turn.answer(hear.ticket(), new Reply.Stale());
                return;
            }
            case JOINED -> joined(turn, node(id));
            case RESTARTED -> restarted(turn, node(id));
            case RETURNED -> {
                renewed(turn, node(id));
                mesh.introduce(node(id));
            }
            case RENEWED -> renewed(turn, node(id));
        }
        turn.answer(hear.ticket(), new Reply.Done());
        if (heard == Heard.LEFT) {
            return;
        }
        if (!wasReachable || heard != Heard.RENEWED) {
            domain.state.on(id).forEach(domain::touch);
            turn.domainChanged();
        }
        resets.onHeard(id);
        if (heard == Heard.RENEWED) {
            mesh.onReport(turn, id, update.peers());
        }
        update.running().ifPresent(running -> runningSets.onReport(turn, id, running));
    }

    private Node node(NodeId id) {
        return domain.nodes.find(id).orElseThrow();
    }

    private void joined(Turn turn, Node node) {
        turn.info("node %s joined (%s)".formatted(node.id(), node.agentUrl()));
        mesh.joined(node);
        turn.record(new OrcRecord.NodeKnown(node.known(!node.reconciles())));
    }

    /// What ran in the replaced process of a v1.2 node is gone; a node of ours has started it again
    /// itself and says so.
    private void restarted(Turn turn, Node node) {
        turn.info("node %s was restarted".formatted(node.id()));
        List<LogicalId> placed = domain.state.on(node.id());
        if (!node.reconciles()) {
            turn.record(new OrcRecord.NodeCleared(node.id()));
        }
        turn.record(new OrcRecord.NodeKnown(node.known(!node.reconciles())));
        domain.of(node.id()).restarted();
        for (LogicalId id : placed) {
            domain.of(id).instanceGone();
            domain.touch(id);
            domain.touchNeighbours(id);
        }
        mesh.introduce(node);
    }

    private void renewed(Turn turn, Node node) {
        Optional<KnownNode> before = domain.state.known(node.id());
        KnownNode now = node.known(before.filter(KnownNode::unclear).isPresent());
        if (before.filter(old -> !hasMoved(old, now)).isEmpty()) {
            turn.record(new OrcRecord.NodeKnown(now));
            turn.domainChanged();
            mesh.introduce(node);
        }
    }

    /// The lease of a v1.2 node changes a little with every message; it need not be remembered.
    private static boolean hasMoved(KnownNode old, KnownNode now) {
        return !old.agentUrl().equals(now.agentUrl())
                || !old.invocationUrl().equals(now.invocationUrl())
                || old.reconciles() != now.reconciles()
                || (now.reconciles() && old.leaseMillis() != now.leaseMillis());
    }
}
