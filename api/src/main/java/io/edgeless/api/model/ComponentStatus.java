package io.edgeless.api.model;

import io.edgeless.api.id.LogicalId;

import java.util.Optional;

/// Where and how one component of a workflow runs.
///
/// @param domain empty while it is in none
/// @param report what its domain says of it; empty from a v1.2 orchestrator or before the first one
public record ComponentStatus(
        String name, LogicalId logical, String domain, Optional<ComponentReport> report) {}
