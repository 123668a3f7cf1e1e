package io.edgeless.dataplane;

import io.edgeless.api.id.NodeId;
import io.edgeless.dataplane.link.Links;

import java.util.Map;

/// The nodes that events can be sent to. Safe for concurrent use; never blocks.
public final class Peers {

    private final NodeId self;
    private final Links links;

    Peers(NodeId self, Links links) {
        this.self = self;
        this.links = links;
    }

    /// Adds a node or replaces its URL. This node itself, which a v1.2 orchestrator adds too, is
    /// left out.
    public void add(NodeId node, String invocationUrl) {
        if (!node.equals(self)) {
            links.add(node, invocationUrl);
        }
    }

    public void remove(NodeId node) {
        links.remove(node);
    }

    public void clear() {
        snapshot().keySet().forEach(links::remove);
    }

    /// The nodes and their URLs, sorted.
    public Map<NodeId, String> snapshot() {
        return links.snapshot();
    }
}
