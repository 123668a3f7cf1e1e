package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.component.CastResult;
import io.edgeless.dataplane.Port;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Sends as fast as events are taken without taking the processor from those who take them: a
/// sender that spins starves the threads of the link. One thread sends, any may count arrivals.
final class Throttle {

    /// Fills batches of a link, but not its window.
    static final int IN_FLIGHT_MAX = 512;

    /// The sender is woken once for so many; rounds are a multiple of it.
    static final int BATCH = 64;

    /// When the answer is that there is no room.
    private static final Duration PAUSE = Duration.ofNanos(50_000);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Duration deadline;
    private final Supplier<String> counted;
    private final Semaphore room = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicInteger arrived = new AtomicInteger();

    /// The sender only.
    private int sent;

    /// @param counted what is known of events that do not arrive
    Throttle(Supplier<String> counted) {
        this(DEADLINE, counted);
    }

    /// @param deadline for room
    Throttle(Duration deadline, Supplier<String> counted) {
        this.deadline = deadline;
        this.counted = counted;
    }

    /// Casts to `out` when there is room.
    void cast(Port sender, byte[] payload) throws InterruptedException {
        if (sent++ % BATCH == 0
                && !room.tryAcquire(BATCH, deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchException(
                    "of %d events under way none arrived within %d s; counted: %s"
                            .formatted(IN_FLIGHT_MAX, deadline.toSeconds(), counted.get()));
        }
        castPatiently(sender, payload, counted);
    }

    /// An event has arrived.
    void arrived() {
        if (arrived.incrementAndGet() % BATCH == 0) {
            room.release(BATCH);
        }
    }

    /// Casts to `out`, again and again while the target is overloaded.
    static void castPatiently(Port sender, byte[] payload, Supplier<String> counted) {
        CastResult result = sender.outputs().cast("out", payload);
        while (result == CastResult.OVERLOADED) {
            LockSupport.parkNanos(PAUSE.toNanos());
            result = sender.outputs().cast("out", payload);
        }
        if (result != CastResult.ACCEPTED) {
            throw new BenchException(
                    "a cast was answered %s; counted: %s".formatted(result, counted.get()));
        }
    }
}
