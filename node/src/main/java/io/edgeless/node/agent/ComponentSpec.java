package io.edgeless.node.agent;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.spec.FunctionAnnotations;

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

    /// The text of its workflow's id.
    default String workflow() {
        return switch (this) {
            case Function(FunctionSpec spec) -> spec.workflow();
            case Resource(ResourceSpec spec) -> spec.workflow();
        };
    }

    /// The id of the function's class, or the class of the resource.
    default String className() {
        return switch (this) {
            case Function(FunctionSpec spec) -> spec.code().id();
            case Resource(ResourceSpec spec) -> spec.classType();
        };
    }

    /// The code it needs from the node's store.
    default Optional<Digest> code() {
        return switch (this) {
            case Function(FunctionSpec spec) -> spec.code().binary().sha256();
            case Resource resource -> Optional.empty();
        };
    }

    /// The state it keeps on the node.
    default Optional<StateId> state() {
        return switch (this) {
            case Function(FunctionSpec spec) ->
                    Optional.of(spec.state())
                            .filter(state -> state.policy() == StatePolicy.NODE_LOCAL)
                            .map(state -> state.id());
            case Resource resource -> Optional.empty();
        };
    }

    /// Whether it must not go on when the node has lost its orchestrator.
    default boolean stopsOnDisconnect() {
        return switch (this) {
            case Function(FunctionSpec spec) ->
                    FunctionAnnotations.parse(spec.annotations()).annotations().onDisconnect()
                            == FunctionAnnotations.OnDisconnect.STOP;
            case Resource resource -> false;
        };
    }
}
