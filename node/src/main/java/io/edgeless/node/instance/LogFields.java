package io.edgeless.node.instance;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.process.lifecycle.LogContext;

import java.util.Map;

/// Which instance a line of the program's log is about: `workflow`, `function` or `resource` with
/// the name of its class, and `instance`.
///
/// @param kind `function` or `resource`
public record LogFields(String workflow, String kind, String className, PhysicalId instance) {

    public static LogFields of(PhysicalId instance, ComponentSpec spec) {
        return switch (spec) {
            case ComponentSpec.Function(FunctionSpec function) -> of(instance, function);
            case ComponentSpec.Resource(ResourceSpec resource) -> of(instance, resource);
        };
    }

    static LogFields of(PhysicalId instance, FunctionSpec spec) {
        return new LogFields(spec.workflow(), "function", spec.code().id(), instance);
    }

    static LogFields of(PhysicalId instance, ResourceSpec spec) {
        return new LogFields(spec.workflow(), "resource", spec.classType(), instance);
    }

    /// Runs what writes lines, and nothing else, see [LogContext].
    public void on(Runnable logging) {
        LogContext.on(
                Map.of("workflow", workflow, kind, className, "instance", instance.toString()),
                logging);
    }
}
