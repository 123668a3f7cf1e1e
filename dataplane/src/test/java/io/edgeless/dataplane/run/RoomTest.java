package io.edgeless.dataplane.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

class RoomTest {

    private static final long LONG_NANOS = Duration.ofMinutes(5).toNanos();

    private final Room room = new Room();

    @Test
    void await_ofAnAttemptThatSucceeds_doesNotWait() throws Exception {
        assertThat(room.await(() -> true, 0)).isEqualTo(1);
        assertThat(room.await(() -> true, LONG_NANOS)).isPositive();
        assertThat(room.isAwaited()).isFalse();
    }

    @Test
    void await_withoutTime_triesOnce() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        assertThat(room.await(() -> attempts.incrementAndGet() > 1, 0)).isZero();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void await_untilTheTimeIsOver_fails() throws Exception {
        assertThat(room.await(() -> false, Duration.ofMillis(5).toNanos())).isZero();
    }

    @Test
    void await_whenSomethingChanges_triesAgain() {
        AtomicBoolean isFree = new AtomicBoolean();
        CompletableFuture<Long> left = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                left.complete(room.await(isFree::get, LONG_NANOS));
            } catch (InterruptedException e) {
                left.completeExceptionally(e);
            }
        });
        await().until(room::isAwaited);
        room.changed();
        assertThat(left).isNotDone();

        isFree.set(true);
        room.changed();

        assertThat(left.join()).isPositive();
        await().until(() -> !room.isAwaited());
    }

    @Test
    void await_whileItTries_othersGiveBackAndTry() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        long left =
                room.await(
                        () -> {
                            if (attempts.incrementAndGet() > 1) {
                                return true;
                            }
                            CompletableFuture<Void> other =
                                    CompletableFuture.runAsync(this::changeAndTry);
                            assertThat(other).succeedsWithin(Duration.ofSeconds(30));
                            return false;
                        },
                        LONG_NANOS);

        assertThat(left).isPositive();
        assertThat(attempts).as("what was given back meanwhile is seen").hasValue(2);
    }

    private void changeAndTry() {
        room.changed();
        try {
            assertThat(room.await(() -> true, LONG_NANOS)).isPositive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void await_whenInterrupted_throwsAndLeavesNothingBehind() {
        CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
        Thread waiter =
                Thread.startVirtualThread(() -> {
                    try {
                        wasInterrupted.complete(room.await(() -> false, LONG_NANOS) > 0);
                    } catch (InterruptedException e) {
                        wasInterrupted.complete(true);
                    }
                });
        await().until(room::isAwaited);

        waiter.interrupt();

        assertThat(wasInterrupted.join()).isTrue();
        await().until(() -> !room.isAwaited());
    }

    @Test
    void await_ofAThreadThatIsInterruptedAlready_leavesNothingBehind() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> room.await(() -> true, LONG_NANOS))
                .isInstanceOf(InterruptedException.class);
        assertThat(room.isAwaited()).isFalse();
    }

    /// Whoever waits gets one of the units that others give back; none may be forgotten.
    @Test
    void changes_amongManyWaiters_loseNoWakeUp() throws Exception {
        int waiters = 8;
        int each = 2_000;
        AtomicInteger free = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int k = 0; k < each; k++) {
                            if (!takes(free)) {
                                failures.incrementAndGet();
                            }
                        }
                    }));
        }
        for (int i = 0; i < waiters * each; i++) {
            free.incrementAndGet();
            room.changed();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).hasValue(0);
        assertThat(free).hasValue(0);
    }

    private boolean takes(AtomicInteger free) {
        try {
            return room.await(
                            () -> free.getAndUpdate(left -> Math.max(0, left - 1)) > 0, LONG_NANOS)
                    > 0;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
