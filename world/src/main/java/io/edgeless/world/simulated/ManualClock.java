package io.edgeless.world.simulated;

import io.edgeless.world.Clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that moves only by hand. Safe for concurrent use.
public final class ManualClock implements Clock {

    /// 2026-01-01T00:00:00Z: a wall time that looks real in messages.
    private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

    /// Read by any thread while another one moves it.
    private final AtomicLong nanos = new AtomicLong();

    /// As above.
    private final AtomicLong wallOffsetNanos = new AtomicLong(EPOCH_NANOS);

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long epochNanos() {
        return nanos.get() + wallOffsetNanos.get();
    }

    /// Lets time pass. Tasks of [ManualTimers] are run only by moving those.
    ///
    /// @param time not negative
    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /// Sets the wall clock forward or (negative) back, as an administrator would; the monotonic
    /// time stays.
    public void jump(Duration change) {
        wallOffsetNanos.addAndGet(change.toNanos());
    }
}
