package io.edgeless.api.model;

/// The answer to a request to start or migrate a workflow.
public sealed interface WorkflowResult {

    record Accepted(WorkflowStatus status) implements WorkflowResult {}

    record Refused(Refusal refusal) implements WorkflowResult {}
}
