package io.edgeless.world.simulated;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.Timers;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Timers that run only when somebody advances the time, on that one's thread, in the order of
/// their times and, among equals, in the order in which they were scheduled. Safe for concurrent
/// use.
public final class ManualTimers implements Timers {

    private final ManualClock clock;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final TreeMap<Due, Runnable> waiting = new TreeMap<>();

    @GuardedBy("lock")
    private long scheduled;

    @GuardedBy("lock")
    private boolean isClosed;

    private record Due(long nanos, long order) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            return nanos != other.nanos
                    ? Long.compare(nanos, other.nanos)
                    : Long.compare(order, other.order);
        }
    }

    public ManualTimers(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        synchronized (lock) {
            var due = new Due(clock.nanos() + Math.max(0, delay.toNanos()), scheduled++);
            if (!isClosed) {
                waiting.put(due, task);
            }
            return () -> cancel(due);
        }
    }

    /// Moves the clock and runs what becomes due on the way, also what those tasks schedule.
    public void advance(Duration time) {
        long end = clock.nanos() + time.toNanos();
        for (var next = takeUntil(end); next.isPresent(); next = takeUntil(end)) {
            moveTo(next.get().getKey().nanos());
            next.get().getValue().run();
        }
        moveTo(end);
    }

    /// Moves on to the next task and runs it; false when there is none.
    public boolean runNext() {
        var next = takeUntil(Long.MAX_VALUE);
        next.ifPresent(task -> {
            moveTo(task.getKey().nanos());
            task.getValue().run();
        });
        return next.isPresent();
    }

    /// How many tasks wait.
    public int waiting() {
        synchronized (lock) {
            return waiting.size();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
            waiting.clear();
        }
    }

    private boolean cancel(Due due) {
        synchronized (lock) {
            return waiting.remove(due) != null;
        }
    }

    private Optional<Map.Entry<Due, Runnable>> takeUntil(long nanos) {
        synchronized (lock) {
            boolean isDue = !waiting.isEmpty() && waiting.firstKey().nanos() <= nanos;
            return isDue ? Optional.of(waiting.pollFirstEntry()) : Optional.empty();
        }
    }

    private void moveTo(long nanos) {
        clock.advance(Duration.ofNanos(Math.max(0, nanos - clock.nanos())));
    }
}
