package io.edgeless.api.model;

import java.util.Map;

/// The use of a function class in a workflow.
///
/// @param outputMapping channel to component name
public record WorkflowFunction(
        String name,
        FunctionClass functionClass,
        Map<String, String> outputMapping,
        Map<String, String> annotations) {

    public WorkflowFunction {
        outputMapping = Map.copyOf(outputMapping);
        annotations = Map.copyOf(annotations);
    }
}
