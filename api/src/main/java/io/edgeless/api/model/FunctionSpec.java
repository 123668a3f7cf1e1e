package io.edgeless.api.model;

import java.util.Map;
import java.util.Optional;

/// Everything needed to start one function.
///
/// @param workflow text of the workflow's id; free text on the v1.2 wire
/// @param placement chosen by an orchestrator of ours; empty from a v1.2 one
public record FunctionSpec(
        FunctionClass code,
        Map<String, String> annotations,
        StateSpec state,
        String workflow,
        Optional<Placement> placement) {

    public FunctionSpec {
        annotations = Map.copyOf(annotations);
    }
}
