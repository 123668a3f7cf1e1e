package io.edgeless.api.model;

import io.edgeless.api.id.NodeId;

/// A change of the peers a node sends events to.
public sealed interface PeerUpdate {

    record Add(NodeId node, String invocationUrl) implements PeerUpdate {}

    record Remove(NodeId node) implements PeerUpdate {}

    record Clear() implements PeerUpdate {}
}
