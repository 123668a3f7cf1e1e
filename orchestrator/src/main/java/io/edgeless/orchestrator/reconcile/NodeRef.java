package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.NodeId;
import io.edgeless.orchestrator.nodes.Node;

/// The process of a node that a command is meant for.
public record NodeRef(NodeId id, String agentUrl, long nonce) {

    static NodeRef of(Node node) {
        return new NodeRef(node.id(), node.agentUrl(), node.nonce());
    }
}
