package io.edgeless.api.rpc;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.Placement;
import io.edgeless.api.rpc.wire.DomainManagedInstanceId;
import io.edgeless.api.rpc.wire.InstanceIdVariant;

import java.util.Optional;

/// Translates identifiers. Readers throw [Malformed].
final class IdWire {

    private IdWire() {}

    static NodeId node(String text) {
        return NodeId.parse(text).orElseThrow(() -> malformed("node id", text));
    }

    static PhysicalId physical(String text) {
        return PhysicalId.parse(text).orElseThrow(() -> malformed("function id", text));
    }

    static LogicalId logical(String text) {
        return LogicalId.parse(text).orElseThrow(() -> malformed("logical id", text));
    }

    static WorkflowId workflow(String text) {
        return WorkflowId.parse(text).orElseThrow(() -> malformed("workflow id", text));
    }

    private static Malformed malformed(String what, String text) {
        return new Malformed("the " + what + " is not a UUID: '" + text + "'");
    }

    static InstanceId read(io.edgeless.api.rpc.wire.InstanceId wire) {
        return new InstanceId(node(wire.getNodeId()), physical(wire.getFunctionId()));
    }

    static io.edgeless.api.rpc.wire.InstanceId write(InstanceId id) {
        return io.edgeless.api.rpc.wire.InstanceId.newBuilder()
                .setNodeId(id.node().toString())
                .setFunctionId(id.function().toString())
                .build();
    }

    static ComponentRef read(InstanceIdVariant wire) {
        return switch (wire.getInstanceIdTypeCase()) {
            case INSTANCE_ID -> new ComponentRef.Physical(read(wire.getInstanceId()));
            case DOMAIN_MANAGED_INSTANCE_ID ->
                    new ComponentRef.Logical(
                            logical(wire.getDomainManagedInstanceId().getInstanceId()));
            case INSTANCEIDTYPE_NOT_SET -> throw new Malformed("Missing Id");
        };
    }

    static InstanceIdVariant write(ComponentRef ref) {
        InstanceIdVariant.Builder wire = InstanceIdVariant.newBuilder();
        switch (ref) {
            case ComponentRef.Physical(InstanceId id) -> wire.setInstanceId(write(id));
            case ComponentRef.Logical(LogicalId id) ->
                    wire.setDomainManagedInstanceId(
                            DomainManagedInstanceId.newBuilder().setInstanceId(id.toString()));
        }
        return wire.build();
    }

    /// The placement of our own peers; empty when a v1.2 peer left it out.
    static Optional<Placement> placement(String logical, long epoch) {
        if (logical.isEmpty()) {
            return Optional.empty();
        }
        if (epoch < 0) {
            throw new Malformed("the epoch is larger than 2^63 - 1");
        }
        return Optional.of(new Placement(logical(logical), epoch));
    }
}
