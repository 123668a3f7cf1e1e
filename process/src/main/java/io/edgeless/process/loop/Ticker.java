package io.edgeless.process.loop;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.Timers;

import java.time.Duration;
import java.util.Optional;

/// Does something short each period, the first time after one period, until it is closed. Safe for
/// concurrent use.
public final class Ticker implements AutoCloseable {

    private final Timers timers;
    private final Duration period;
    private final Runnable tick;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Optional<Timers.Timer> next = Optional.empty();

    @GuardedBy("lock")
    private boolean isClosed;

    private Ticker(Timers timers, Duration period, Runnable tick) {
        this.timers = timers;
        this.period = period;
        this.tick = tick;
    }

    /// Starts ticking.
    ///
    /// @param tick called by the timers' thread; feeds a loop, must not block
    public static Ticker start(Timers timers, Duration period, Runnable tick) {
        var ticker = new Ticker(timers, period, tick);
        ticker.plan();
        return ticker;
    }

    private void plan() {
        synchronized (lock) {
            if (!isClosed) {
                next = Optional.of(timers.schedule(period, this::run));
            }
        }
    }

    private void run() {
        try {
            tick.run();
        } finally {
            plan();
        }
    }

    /// No tick begins after this.
    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
            next.ifPresent(Timers.Timer::cancel);
        }
    }
}
