package io.edgeless.api.id;

import java.util.Optional;
import java.util.UUID;

/// Identifies a workflow; assigned by the controller.
public record WorkflowId(UUID value) implements Comparable<WorkflowId> {

    /// Reads any text form of a UUID; empty when the text is none.
    public static Optional<WorkflowId> parse(String text) {
        return UuidText.parse(text).map(WorkflowId::new);
    }

    @Override
    public int compareTo(WorkflowId other) {
        return value.compareTo(other.value);
    }

    /// The lower-case hyphenated form used on the wire.
    @Override
    public String toString() {
        return value.toString();
    }
}
