package io.edgeless.api.model;

/// A workflow as accepted, with its status. The function classes carry digests, not bytes, when the
/// answer comes from a controller of ours.
public record WorkflowInfo(WorkflowSpec spec, WorkflowStatus status) {}
