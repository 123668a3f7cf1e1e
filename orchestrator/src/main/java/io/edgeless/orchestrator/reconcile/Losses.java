package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Refusal;
import io.edgeless.orchestrator.nodes.Node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Gives up nodes whose lease is over: what was placed there is placed anew. Used by the core's
/// thread only.
final class Losses {

    private final Domain domain;
    private final PeerMesh mesh;
    private Set<NodeId> silent = new TreeSet<>();
    private boolean wasBraking;

    Losses(Domain domain, PeerMesh mesh) {
        this.domain = domain;
        this.mesh = mesh;
    }

    void onTick(Turn turn) {
        List<Node> expired = domain.nodes.expire(turn.now());
        for (Node node : expired) {
            long seconds = Duration.ofNanos(node.silentNanos(turn.now())).toSeconds();
            lose(turn, node, "has not been heard of for " + seconds + " s");
        }
        boolean isBraking = domain.nodes.isBraking();
        if (isBraking && !wasBraking) {
            turn.warn(
                    "half of the nodes are silent at once: what they run is not moved for now, in"
                            + " case it is the network here; check it");
        }
        wasBraking = isBraking;
        Set<NodeId> nowSilent = new TreeSet<>();
        domain.nodes.all().stream()
                .filter(node -> node.isSuspect() || node.isOverdue())
                .forEach(node -> nowSilent.add(node.id()));
        if (!nowSilent.equals(silent)) {
            silent = nowSilent;
            turn.domainChanged();
        }
    }

    void lose(Turn turn, Node node, String why) {
        NodeId id = node.id();
        List<LogicalId> placed = domain.state.on(id);
        if (placed.isEmpty()) {
            turn.info("node %s %s; nothing ran there".formatted(id, why));
        } else {
            turn.warn(
                    "node %s %s; %d components of it are placed anew"
                            .formatted(id, why, placed.size()));
        }
        turn.record(new OrcRecord.NodeLost(id));
        domain.forget(id);
        mesh.lost(id);
        turn.effect(new OrcEffect.CloseChannel(node.agentUrl()));
        for (LogicalId logical : placed) {
            Progress progress = domain.of(logical);
            progress.instanceGone();
            progress.backoff.reset();
            progress.problem = Optional.of(Refusal.of("node " + id + " " + why));
            domain.touch(logical);
            domain.touchNeighbours(logical);
        }
        turn.domainChanged();
    }
}
