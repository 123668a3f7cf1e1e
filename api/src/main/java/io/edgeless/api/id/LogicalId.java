package io.edgeless.api.id;

import java.util.Optional;
import java.util.UUID;

/// Identifies a component in its domain, whichever instance runs it; assigned by the orchestrator.
public record LogicalId(UUID value) implements Comparable<LogicalId> {

    /// Reads any text form of a UUID; empty when the text is none.
    public static Optional<LogicalId> parse(String text) {
        return UuidText.parse(text).map(LogicalId::new);
    }

    @Override
    public int compareTo(LogicalId other) {
        return value.compareTo(other.value);
    }

    /// The lower-case hyphenated form used on the wire.
    @Override
    public String toString() {
        return value.toString();
    }
}
