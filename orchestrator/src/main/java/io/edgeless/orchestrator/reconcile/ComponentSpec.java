package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;

import java.util.Optional;

/// What a component is made of.
public sealed interface ComponentSpec {

    /// @param spec with the digest of its code, not the bytes
    record Function(FunctionSpec spec) implements ComponentSpec {}

    record Resource(ResourceSpec spec) implements ComponentSpec {}

    /// The id and epoch that a controller of ours chose.
    default Optional<Placement> placement() {
        return switch (this) {
            case Function(FunctionSpec spec) -> spec.placement();
            case Resource(ResourceSpec spec) -> spec.placement();
        };
    }

    /// Text of the id of its workflow.
    default String workflow() {
        return switch (this) {
            case Function(FunctionSpec spec) -> spec.workflow();
            case Resource(ResourceSpec spec) -> spec.workflow();
        };
    }

    /// The digest of its code.
    default Optional<Digest> code() {
        return switch (this) {
            case Function(FunctionSpec spec) -> spec.code().binary().sha256();
            case Resource resource -> Optional.empty();
        };
    }

    default boolean isResource() {
        return this instanceof Resource;
    }

    /// As it is sent to a node.
    default ComponentSpec at(Placement placement, Optional<String> provider) {
        return switch (this) {
            case Function(FunctionSpec f) ->
                    new Function(
                            new FunctionSpec(
                                    f.code(),
                                    f.annotations(),
                                    f.state(),
                                    f.workflow(),
                                    Optional.of(placement)));
            case Resource(ResourceSpec r) ->
                    new Resource(
                            new ResourceSpec(
                                    r.classType(),
                                    r.configuration(),
                                    r.workflow(),
                                    Optional.of(placement),
                                    provider));
        };
    }
}
