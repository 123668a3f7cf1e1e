package io.edgeless.dataplane.run;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Looks at every running guest again and again and interrupts those over their budget. One thread
/// of its own, parked while nothing runs. Closed by the data plane.
public final class Watchdog implements AutoCloseable {

    /// Short against the smallest budget.
    private static final Duration PERIOD = Duration.ofMillis(10);

    /// Executions of cells that are draining now.
    private final Set<Execution> running = ConcurrentHashMap.newKeySet();

    /// The thread waits for something to run; written by it, read by who adds.
    private volatile boolean idle;

    /// Written by close, read by the thread.
    private volatile boolean closed;

    private final Thread thread;

    public Watchdog() {
        thread = Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    /// A cell starts to drain.
    public void add(Execution execution) {
        running.add(execution);
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    /// A cell has drained.
    public void remove(Execution execution) {
        running.remove(execution);
    }

    private void watch() {
        while (!closed) {
            if (running.isEmpty()) {
                awaitWork();
            }
            running.forEach(Execution::check);
            LockSupport.parkNanos(PERIOD.toNanos());
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
