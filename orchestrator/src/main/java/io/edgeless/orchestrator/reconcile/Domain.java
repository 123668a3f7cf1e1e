package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.orchestrator.nodes.Node;
import io.edgeless.orchestrator.nodes.NodeTable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// All that the core knows: what is durable, the nodes within their leases, how far the commands
/// are, and which components are not yet as they should be. Used by the core's thread only.
final class Domain {

    final OrcState state = new OrcState();
    final NodeTable nodes = new NodeTable();
    private final Map<LogicalId, Progress> components = new TreeMap<>();
    private final Map<NodeId, NodeProgress> nodeProgress = new TreeMap<>();
    private final Set<LogicalId> unsettled = new LinkedHashSet<>();
    private final Set<LogicalId> touched = new LinkedHashSet<>();

    Progress of(LogicalId id) {
        return components.computeIfAbsent(id, i -> new Progress());
    }

    NodeProgress of(NodeId id) {
        return nodeProgress.computeIfAbsent(id, i -> new NodeProgress());
    }

    /// The node of a job, while it is still the same process and may be asked.
    Optional<Node> reachable(NodeId id) {
        return nodes.find(id).filter(Node::isReachable);
    }

    boolean isCurrent(NodeRef ref) {
        return nodes.find(ref.id()).filter(node -> node.nonce() == ref.nonce()).isPresent();
    }

    boolean reconciles(NodeId id) {
        return nodes.find(id).filter(Node::reconciles).isPresent();
    }

    /// Whether a v1.2 node must be reset before anything is started there.
    boolean isUnclear(NodeId id) {
        return state.known(id).filter(known -> known.unclear()).isPresent();
    }

    /// Has the component looked at in this turn.
    void touch(LogicalId id) {
        unsettled.add(id);
        touched.add(id);
    }

    /// Has those looked at that this one sends to or receives from.
    void touchNeighbours(LogicalId id) {
        state.sendersTo(id).forEach(this::touch);
        state.component(id).ifPresent(c -> c.channels().values().forEach(this::touch));
    }

    /// Has all looked at that are not as they should be.
    void touchUnsettled() {
        touched.addAll(unsettled);
    }

    Optional<LogicalId> pollTouched() {
        if (touched.isEmpty()) {
            return Optional.empty();
        }
        LogicalId next = touched.iterator().next();
        touched.remove(next);
        return Optional.of(next);
    }

    List<LogicalId> unsettled() {
        return List.copyOf(unsettled);
    }

    void settled(LogicalId id) {
        unsettled.remove(id);
    }

    /// Forgets a component that is no more.
    void forget(LogicalId id) {
        unsettled.remove(id);
        components.remove(id);
    }

    /// Forgets a node that is no more.
    void forget(NodeId id) {
        nodes.remove(id);
        nodeProgress.remove(id);
    }
}
