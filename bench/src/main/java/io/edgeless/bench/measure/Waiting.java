package io.edgeless.bench.measure;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for conditions that nobody announces.
public final class Waiting {

    private static final Duration PERIOD = Duration.ofMillis(20);

    private Waiting() {}

    /// Returns when the condition holds.
    ///
    /// @param what is waited for, for the message
    /// @throws BenchException when it does not in time
    public static void until(String what, Duration deadline, BooleanSupplier condition) {
        long endNanos = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNanos > 0) {
                throw new BenchException(
                        "waited in vain for %d s: %s".formatted(deadline.toSeconds(), what));
            }
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }
}
