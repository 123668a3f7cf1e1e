package io.edgeless.controller.reconcile;

import io.edgeless.api.id.WorkflowId;

import java.util.HashMap;
import java.util.Map;

/// How far each workflow is. Used by the core's thread only.
final class Progress {

    private final Map<WorkflowId, WorkflowProgress> workflows = new HashMap<>();

    WorkflowProgress of(WorkflowId workflow) {
        return workflows.computeIfAbsent(workflow, id -> new WorkflowProgress());
    }

    void forget(WorkflowId workflow) {
        workflows.remove(workflow);
    }
}
