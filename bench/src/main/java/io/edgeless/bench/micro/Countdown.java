package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts events down and wakes whoever waits for the last one. For one round at a time.
final class Countdown {

    private static final int DEADLINE_SECONDS = 60;

    /// Written by the round's beginner, read by who counts; the counter orders the two.
    private volatile CountDownLatch done = new CountDownLatch(0);

    private final AtomicInteger left = new AtomicInteger();

    void begin(int count) {
        done = new CountDownLatch(1);
        left.set(count);
    }

    /// Whether the round goes on.
    boolean count() {
        int now = left.decrementAndGet();
        if (now == 0) {
            done.countDown();
        }
        return now > 0;
    }

    void await() throws InterruptedException {
        if (!done.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new BenchException("events were lost: " + left.get() + " did not arrive");
        }
    }
}
