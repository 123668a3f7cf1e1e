package io.edgeless.api.model;

import java.util.List;
import java.util.Map;

/// A workflow as its user describes it.
public record WorkflowSpec(
        List<WorkflowFunction> functions,
        List<WorkflowResource> resources,
        Map<String, String> annotations) {

    public WorkflowSpec {
        functions = List.copyOf(functions);
        resources = List.copyOf(resources);
        annotations = Map.copyOf(annotations);
    }
}
