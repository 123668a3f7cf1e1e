package io.edgeless.api.rpc;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Quoted;
import io.edgeless.api.rpc.wire.Wire;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Identifiers between wire and model.
final class WireIds {

    private WireIds() {}

    static <I> I id(Function<String, Optional<I>> parse, String field, String text) {
        return parse.apply(text)
                .orElseThrow(() -> new Malformed(field + " " + Quoted.text(text) + " is no UUID"));
    }

    static UUID uuid(String field, String text) {
        return id(PhysicalId::parse, field, text).value();
    }

    static LogicalId logical(String field, String text) {
        return id(LogicalId::parse, field, text);
    }

    static NodeId node(String field, String text) {
        return id(NodeId::parse, field, text);
    }

    static WorkflowId read(Wire.WorkflowId id) {
        return id(WorkflowId::parse, "workflow_id", id.getWorkflowId());
    }

    static Wire.WorkflowId write(WorkflowId id) {
        return Wire.WorkflowId.newBuilder().setWorkflowId(id.toString()).build();
    }

    static InstanceId read(String field, Wire.InstanceId id) {
        return new InstanceId(
                node(field + ".node_id", id.getNodeId()),
                id(PhysicalId::parse, field + ".function_id", id.getFunctionId()));
    }

    static Wire.InstanceId write(InstanceId id) {
        return Wire.InstanceId.newBuilder()
                .setNodeId(id.node().toString())
                .setFunctionId(id.function().toString())
                .build();
    }

    static ComponentRef read(Wire.InstanceIdVariant id) {
        return switch (id.getInstanceIdTypeCase()) {
            case INSTANCE_ID -> new ComponentRef.Physical(read("instance_id", id.getInstanceId()));
            case DOMAIN_MANAGED_INSTANCE_ID ->
                    new ComponentRef.Logical(
                            logical(
                                    "domain_managed_instance_id",
                                    id.getDomainManagedInstanceId().getInstanceId()));
            case INSTANCEIDTYPE_NOT_SET -> throw new Malformed("Missing Id");
        };
    }

    static Wire.InstanceIdVariant write(ComponentRef ref) {
        var variant = Wire.InstanceIdVariant.newBuilder();
        return switch (ref) {
            case ComponentRef.Physical(InstanceId id) -> variant.setInstanceId(write(id)).build();
            case ComponentRef.Logical(LogicalId id) ->
                    variant.setDomainManagedInstanceId(
                                    Wire.DomainManagedInstanceId.newBuilder()
                                            .setInstanceId(id.toString()))
                            .build();
        };
    }

    /// An empty logical id stands for "no placement", whatever the epoch.
    static Optional<Placement> placement(String logicalId, long epoch) {
        return logicalId.isEmpty()
                ? Optional.empty()
                : Optional.of(new Placement(logical("logical_id", logicalId), epoch(epoch)));
    }

    static long epoch(long unsigned) {
        if (unsigned < 1) {
            throw new Malformed(
                    "epoch " + Long.toUnsignedString(unsigned) + " is not from 1 to 2^63 - 1");
        }
        return unsigned;
    }
}
