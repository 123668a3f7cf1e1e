package io.edgeless.api.model;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;

import java.util.Optional;

/// A request to move a workflow, or one component of it, to another domain.
public record Migration(WorkflowId workflow, DomainId target, Optional<String> component) {}
