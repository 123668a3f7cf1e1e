package io.edgeless.api.id;

/// Addresses one running instance: the node it is on and its id there.
public record InstanceId(NodeId node, PhysicalId function) {

    /// Source of events that no instance sent, such as those of a client.
    public static final InstanceId NONE = new InstanceId(NodeId.NONE, PhysicalId.NONE);

    /// The form v1.2 prints in logs and in its Redis mirror.
    @Override
    public String toString() {
        return "InstanceId(node_id: " + node + ", function_id: " + function + ")";
    }
}
