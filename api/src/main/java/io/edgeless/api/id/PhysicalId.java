package io.edgeless.api.id;

import java.util.Optional;
import java.util.UUID;

/// Identifies a running instance on its node; assigned by the node.
public record PhysicalId(UUID value) implements Comparable<PhysicalId> {

    /// The id that stands for "no instance" on the v1.2 wire.
    public static final PhysicalId NONE = new PhysicalId(new UUID(0L, 0x0000_fffd_0000_0000L));

    /// Reads any text form of a UUID; empty when the text is none.
    public static Optional<PhysicalId> parse(String text) {
        return UuidText.parse(text).map(PhysicalId::new);
    }

    @Override
    public int compareTo(PhysicalId other) {
        return value.compareTo(other.value);
    }

    /// The lower-case hyphenated form used on the wire.
    @Override
    public String toString() {
        return value.toString();
    }
}
