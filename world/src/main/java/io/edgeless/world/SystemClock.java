package io.edgeless.world;

import java.time.Instant;

/// The machine's clock.
final class SystemClock implements Clock {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }
}
