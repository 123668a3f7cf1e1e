package io.edgeless.orchestrator.placement;

import io.edgeless.api.id.NodeId;

import java.util.Optional;

/// Where a component goes.
///
/// @param provider the provider of a resource; empty for a function
public record Choice(NodeId node, Optional<String> provider) {}
