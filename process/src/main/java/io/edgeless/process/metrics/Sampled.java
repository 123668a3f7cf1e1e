package io.edgeless.process.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.Clock;

import java.time.Duration;
import java.util.function.Supplier;

/// A value that several gauges show and that costs something to find out: found out when somebody
/// looks, at most once a second, so that one page shows one state. Safe for concurrent use.
///
/// @param <T> the value
public final class Sampled<T> implements Supplier<T> {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Clock clock;
    private final Supplier<T> source;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private T last;

    @GuardedBy("lock")
    private long takenNanos;

    /// @param first shown until the source has given one
    /// @param source may block for a moment; when it throws, the last value stays
    public Sampled(Clock clock, T first, Supplier<T> source) {
        this.clock = clock;
        this.source = source;
        last = first;
        takenNanos = clock.nanos() - FRESH_NANOS;
    }

    @Override
    public T get() {
        synchronized (lock) {
            long now = clock.nanos();
            if (now - takenNanos >= FRESH_NANOS) {
                takenNanos = now;
                try {
                    last = source.get();
                } catch (RuntimeException e) {
                    // A program that is busy or stopping; the page says what was known last.
                    return last;
                }
            }
            return last;
        }
    }
}
