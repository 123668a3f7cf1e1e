package io.edgeless.process.loop;

import java.util.List;

/// What one input led to.
///
/// @param records to be on the disk before any of the effects starts
/// @param effects to be carried out, in this order where they concern the same target
public record Step<R, E>(List<R> records, List<E> effects) {

    public Step {
        records = List.copyOf(records);
        effects = List.copyOf(effects);
    }

    /// Nothing to remember and nothing to do.
    public static <R, E> Step<R, E> nothing() {
        return new Step<>(List.of(), List.of());
    }
}
