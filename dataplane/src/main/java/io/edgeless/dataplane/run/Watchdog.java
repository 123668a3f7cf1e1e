package io.edgeless.dataplane.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Looks again and again at every running guest, to interrupt those over their budget, and at every
/// waiting call, to end those past their deadline. One thread of its own, parked while there is
/// nothing to look at. Closed by the data plane.
public final class Watchdog implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Watchdog.class);

    /// Short against the smallest budget.
    private static final Duration PERIOD = Duration.ofMillis(10);

    /// Executions of cells that are draining now, and calls.
    private final Set<Watched> running = ConcurrentHashMap.newKeySet();

    /// The thread waits for something to run; written by it, read by who adds.
    private volatile boolean idle;

    /// Written by close, read by the thread.
    private volatile boolean closed;

    private final Thread thread;

    public Watchdog() {
        thread = Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    /// What is looked at.
    public interface Watched {

        /// Must be quick and not throw.
        void check();
    }

    /// Looks at this from now on.
    public void add(Watched watched) {
        running.add(watched);
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    /// Looks at this no more.
    public void remove(Watched watched) {
        running.remove(watched);
    }

    private void watch() {
        while (!closed) {
            if (running.isEmpty()) {
                awaitWork();
            }
            running.forEach(this::check);
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    /// A fault in one of them must not keep the others from being watched.
    private void check(Watched watched) {
        try {
            watched.check();
        } catch (RuntimeException | Error e) {
            LOGGER.error("the watchdog could not look at one component", e);
        }
    }

    private void awaitWork() {
        idle = true;
        while (running.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        idle = false;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
