package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.controller.workflow.ComponentKind;

/// What an effect on a component is about; comes back with its result.
///
/// @param url of the domain's orchestrator
public record Job(
        WorkflowId workflow,
        int generation,
        String component,
        ComponentKind kind,
        DomainId domain,
        String url,
        LogicalId logical) {}
