package io.edgeless.api.model;

import java.util.Optional;

/// All that is known of a node.
///
/// @param details what it told when it was asked
/// @param silence why it told nothing; empty when it did
public record NodeInspection(NodeEntry node, Optional<NodeDetails> details, String silence) {}
