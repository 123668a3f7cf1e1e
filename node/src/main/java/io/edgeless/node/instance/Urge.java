package io.edgeless.node.instance;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.Timers;

import java.time.Duration;
import java.util.Optional;

/// Interrupts a guest from some moment on, again and again until it is closed: a single
/// interruption may find the guest outside of its code, where it has no effect. None lands after
/// close. Safe for concurrent use.
final class Urge implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(50);

    private final Timers timers;
    private final Runnable interrupt;

    @GuardedBy("this")
    private Optional<Timers.Timer> next = Optional.empty();

    @GuardedBy("this")
    private boolean isClosed;

    private Urge(Timers timers, Runnable interrupt) {
        this.timers = timers;
        this.interrupt = interrupt;
    }

    /// @param interrupt called by the timers' thread; must not block
    static Urge after(Duration delay, Timers timers, Runnable interrupt) {
        Urge urge = new Urge(timers, interrupt);
        urge.plan(delay);
        return urge;
    }

    private synchronized void plan(Duration delay) {
        if (!isClosed) {
            next = Optional.of(timers.schedule(delay, this::run));
        }
    }

    private synchronized void run() {
        if (!isClosed) {
            interrupt.run();
            plan(PERIOD);
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        next.ifPresent(Timers.Timer::cancel);
    }
}
