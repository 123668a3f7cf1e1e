package io.edgeless.dataplane.run;

import java.util.function.BooleanSupplier;

/// How long a sender is willing to wait for room.
@FunctionalInterface
public interface Patience {

    /// Does not wait.
    Patience NONE = (room, attempt) -> false;

    /// Waits until the attempt succeeds; false when the patience is at its end.
    boolean await(Room room, BooleanSupplier attempt);
}
