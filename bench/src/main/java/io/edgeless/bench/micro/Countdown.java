package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Counts events down and wakes whoever waits for the last one. For one round at a time.
final class Countdown {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Duration deadline;

    /// Written by the round's beginner, read by who counts; the counter orders the two.
    private volatile CountDownLatch done = new CountDownLatch(0);

    /// Likewise: the count at which nothing is under way any more.
    private volatile int end;

    private final AtomicInteger left = new AtomicInteger();

    Countdown() {
        this(DEADLINE);
    }

    /// @param deadline of each round
    Countdown(Duration deadline) {
        this.deadline = deadline;
    }

    void begin(int count) {
        begin(count, 1);
    }

    /// Begins a round of so many events that are passed on. When it is over, each of the others
    /// that are still under way is counted once more: the round ends with the last of them, so that
    /// none gets into the next one.
    ///
    /// @param tokens how many are under way at a time
    void begin(int count, int tokens) {
        done = new CountDownLatch(1);
        end = 1 - tokens;
        left.set(count);
    }

    /// Whether the round goes on.
    boolean count() {
        int now = left.decrementAndGet();
        if (now == end) {
            done.countDown();
        }
        return now > 0;
    }

    /// Waits for the last one.
    ///
    /// @param counted what is known of those that are missing
    void await(Supplier<String> counted) throws InterruptedException {
        if (!done.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchException(
                    "%,d events did not arrive within %d s; counted: %s"
                            .formatted(left.get() - end, deadline.toSeconds(), counted.get()));
        }
    }
}
