package io.edgeless.api.id;

import java.util.Optional;
import java.util.UUID;

/// Identifies the saved state of one function of one workflow.
public record StateId(UUID value) implements Comparable<StateId> {

    /// Reads any text form of a UUID; empty when the text is none.
    public static Optional<StateId> parse(String text) {
        return UuidText.parse(text).map(StateId::new);
    }

    @Override
    public int compareTo(StateId other) {
        return value.compareTo(other.value);
    }

    /// The lower-case hyphenated form used on the wire.
    @Override
    public String toString() {
        return value.toString();
    }
}
