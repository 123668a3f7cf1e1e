package io.edgeless.api.model;

import io.edgeless.api.id.DomainId;

import java.util.List;
import java.util.Map;

/// The nodes of some domains.
///
/// @param silent domains whose nodes are not known, and why
public record NodeListing(List<NodeEntry> nodes, Map<DomainId, String> silent) {

    public NodeListing {
        nodes = List.copyOf(nodes);
        silent = Map.copyOf(silent);
    }
}
