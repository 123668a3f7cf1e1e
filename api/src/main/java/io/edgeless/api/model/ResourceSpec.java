package io.edgeless.api.model;

import java.util.Map;
import java.util.Optional;

/// Everything needed to start one resource.
///
/// @param placement chosen by the caller, as in [FunctionSpec]
/// @param providerId the provider the orchestrator chose; empty from a v1.2 orchestrator
public record ResourceSpec(
        String classType,
        Map<String, String> configuration,
        String workflow,
        Optional<Placement> placement,
        Optional<String> providerId) {

    public ResourceSpec {
        configuration = Map.copyOf(configuration);
    }
}
