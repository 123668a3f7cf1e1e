package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;

/// What callers are told, in the words of v1.2, which its clients show and its tests compare.
final class Texts {

    private static final String REJECTED = "Function instance creation request rejected";

    private Texts() {}

    /// No node can take the component.
    static Refusal noNode(ComponentSpec spec) {
        return switch (spec) {
            case ComponentSpec.Function(FunctionSpec f) ->
                    Refusal.of(
                            "Could not start function run-time " + describe(f.code()),
                            "no valid node found");
            case ComponentSpec.Resource(ResourceSpec r) ->
                    Refusal.of("class type not found", "class_type: " + r.classType());
        };
    }

    private static String describe(FunctionClass code) {
        String locator =
                code.code()
                        .map(text ->
                                "Some(\""
                                        + text.replace("\\", "\\\\").replace("\"", "\\\"")
                                        + "\")")
                        .orElse("None");
        return code.type()
                + " class "
                + code.id()
                + " version "
                + code.version()
                + " code "
                + locator;
    }

    /// The node said no.
    static Refusal refused(LogicalId id, ComponentSpec spec, Refusal refusal) {
        if (spec.isResource()) {
            return refusal;
        }
        String detail = refusal.detail().map(d -> " [detail: " + d + "]").orElse("");
        return Refusal.of(
                REJECTED,
                "Could not start a function instance for lid "
                        + id
                        + ": "
                        + refusal.summary()
                        + detail);
    }

    /// The call to the node failed.
    static Refusal failed(LogicalId id, ComponentSpec spec, NodeId node, String error) {
        return switch (spec) {
            case ComponentSpec.Function function ->
                    Refusal.of(
                            REJECTED,
                            "Could not start a function instance for LID " + id + ": " + error);
            case ComponentSpec.Resource(ResourceSpec r) ->
                    Refusal.of(
                            "could not start resource",
                            "resource type %s, node_id %s, lid %s: %s"
                                    .formatted(r.classType(), node, id, error));
        };
    }

    static Refusal stopped(LogicalId id) {
        return Refusal.of("Component not started", "component " + id + " was stopped");
    }

    static Refusal tooMany(int max) {
        return Refusal.of(
                "Component not started", "this domain holds no more than " + max + " components");
    }
}
