package io.edgeless.api.id;

import java.util.Optional;
import java.util.UUID;

/// Identifies a node (or one of the two pseudo-nodes of a balancer).
public record NodeId(UUID value) implements Comparable<NodeId> {

    /// The id that stands for "no node" on the v1.2 wire.
    public static final NodeId NONE = new NodeId(new UUID(0L, 0x0000_fffe_0000_0000L));

    /// Reads any text form of a UUID; empty when the text is none.
    public static Optional<NodeId> parse(String text) {
        return UuidText.parse(text).map(NodeId::new);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    /// The lower-case hyphenated form used on the wire.
    @Override
    public String toString() {
        return value.toString();
    }
}
