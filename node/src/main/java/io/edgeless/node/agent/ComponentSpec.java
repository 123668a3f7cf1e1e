package io.edgeless.node.agent;

import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;

import java.util.Optional;

/// What an instance is made of.
public sealed interface ComponentSpec {

    record Function(FunctionSpec spec) implements ComponentSpec {}

    record Resource(ResourceSpec spec) implements ComponentSpec {}

    /// The placement the orchestrator gave it; empty from a v1.2 orchestrator.
    default Optional<Placement> placement() {
        return switch (this) {
            case Function(FunctionSpec spec) -> spec.placement();
            case Resource(ResourceSpec spec) -> spec.placement();
        };
    }
}
