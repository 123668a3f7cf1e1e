package io.edgeless.resource.builtin.http;

import io.edgeless.world.Clock;
import io.edgeless.world.Timers;
import io.edgeless.world.World;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// Runs each request on a virtual thread of its own, from its first byte on; bounds their number
/// and, once in a while, ends those that wait too long for their clients. The server calls
/// [#execute]; a refused request loses its connection.
final class RequestThreads implements Executor, AutoCloseable {

    /// How late a wait may be ended.
    private static final Duration SWEEP_PERIOD_MAX = Duration.ofSeconds(1);

    private final Clock clock;
    private final Timers timers;
    private final Duration headWithin;
    private final Duration period;
    private final IngressLosses losses;
    private final Semaphore slots;
    private final ConcurrentMap<Thread, ClientWait> running = new ConcurrentHashMap<>();

    /// Read by the sweeper, so that it ends.
    private volatile boolean isClosed;

    RequestThreads(World world, Duration headWithin, int threadsMax, IngressLosses losses) {
        this.clock = world.clock();
        this.timers = world.timers();
        this.headWithin = headWithin;
        Duration half = headWithin.dividedBy(2);
        this.period = half.compareTo(SWEEP_PERIOD_MAX) < 0 ? half : SWEEP_PERIOD_MAX;
        this.slots = new Semaphore(threadsMax);
        this.losses = losses;
        timers.schedule(period, this::sweep);
    }

    @Override
    public void execute(Runnable request) {
        if (!slots.tryAcquire()) {
            losses.count(IngressMetric.Loss.TOO_MANY);
            throw new RejectedExecutionException("too many requests");
        }
        Thread.ofVirtual().name("http-ingress").start(() -> run(request));
    }

    private void run(Runnable request) {
        Thread thread = Thread.currentThread();
        var wait = new ClientWait(thread);
        wait.begin(
                clock.nanos() + headWithin.toNanos(),
                () -> losses.count(IngressMetric.Loss.SLOW_REQUEST));
        running.put(thread, wait);
        try {
            request.run();
        } finally {
            running.remove(thread);
            slots.release();
        }
    }

    /// Of the thread that asks, which must be one of these.
    ClientWait current() {
        return Objects.requireNonNull(running.get(Thread.currentThread()));
    }

    private void sweep() {
        long now = clock.nanos();
        running.values().forEach(wait -> wait.expire(now));
        if (!isClosed) {
            timers.schedule(period, this::sweep);
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
