package io.edgeless.dataplane;

import io.edgeless.api.id.NodeId;
import io.edgeless.dataplane.link.Links;

import java.util.Map;
import java.util.function.Consumer;

/// The nodes that events can be sent to. Safe for concurrent use; never blocks.
public final class Peers {

    private final NodeId self;
    private final Links links;
    private final Consumer<NodeId> gone;

    /// @param gone told of nodes that are peers no more
    Peers(NodeId self, Links links, Consumer<NodeId> gone) {
        this.self = self;
        this.links = links;
        this.gone = gone;
    }

    /// Adds a node or replaces its URL. This node itself, which a v1.2 orchestrator adds too, is
    /// left out.
    public void add(NodeId node, String invocationUrl) {
        if (!node.equals(self)) {
            links.add(node, invocationUrl);
        }
    }

    /// Removes a node; calls that wait for an answer from there end at once.
    public void remove(NodeId node) {
        links.remove(node);
        gone.accept(node);
    }

    /// Removes all nodes.
    public void clear() {
        snapshot().keySet().forEach(this::remove);
    }

    /// The nodes and their URLs, sorted.
    public Map<NodeId, String> snapshot() {
        return links.snapshot();
    }
}
