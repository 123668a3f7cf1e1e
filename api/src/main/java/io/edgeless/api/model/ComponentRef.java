package io.edgeless.api.model;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;

/// How a component is addressed: by its logical id at an orchestrator, by its instance id at a
/// node.
public sealed interface ComponentRef {

    record Logical(LogicalId id) implements ComponentRef {}

    record Physical(InstanceId id) implements ComponentRef {}
}
