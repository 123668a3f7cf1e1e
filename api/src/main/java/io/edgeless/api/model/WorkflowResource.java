package io.edgeless.api.model;

import java.util.Map;

/// The use of a resource class in a workflow.
///
/// @param outputMapping channel to component name
public record WorkflowResource(
        String name,
        String classType,
        Map<String, String> outputMapping,
        Map<String, String> configurations) {

    public WorkflowResource {
        outputMapping = Map.copyOf(outputMapping);
        configurations = Map.copyOf(configurations);
    }
}
