package io.edgeless.api.model;

import java.util.Map;
import java.util.Optional;

/// Everything needed to start one function.
///
/// @param workflow text of the workflow's id; free text on the v1.2 wire
/// @param placement chosen by the caller. A controller of ours chooses the logical id, with epoch
///   1: an orchestrator takes it over and answers a repeat with the same component. An orchestrator
///   of ours chooses the epoch. Empty from v1.2 programs
public record FunctionSpec(
        FunctionClass code,
        Map<String, String> annotations,
        StateSpec state,
        String workflow,
        Optional<Placement> placement) {

    public FunctionSpec {
        annotations = Map.copyOf(annotations);
    }

    /// The same function with the bytes of its code elsewhere.
    public FunctionSpec withBinary(Binary binary) {
        return new FunctionSpec(code.withBinary(binary), annotations, state, workflow, placement);
    }
}
