package io.edgeless.api.model;

import io.edgeless.api.id.WorkflowId;

import java.util.List;

/// A running workflow and its components; no components while it is an orphan without a domain.
public record WorkflowStatus(WorkflowId id, List<ComponentStatus> components) {

    public WorkflowStatus {
        components = List.copyOf(components);
    }
}
