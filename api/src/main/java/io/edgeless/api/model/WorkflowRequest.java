package io.edgeless.api.model;

import java.util.Optional;

/// A request to start a workflow.
///
/// @param requestId a repeat with the same one answers the same workflow; empty from a v1.2 client
public record WorkflowRequest(WorkflowSpec spec, Optional<String> requestId) {}
