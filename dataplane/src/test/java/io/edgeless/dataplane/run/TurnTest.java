package io.edgeless.dataplane.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class TurnTest {

    private static final int CARRIERS = 6;
    private static final int VIRTUAL = CARRIERS - 2;

    private final GuestThreads threads = new GuestThreads(CARRIERS);
    private final int cores = Runtime.getRuntime().availableProcessors();
    private final CountDownLatch latch = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void close() {
        latch.countDown();
        threads.close();
    }

    private Turn start(GuestThreads.Kind kind) {
        Turn turn = threads.turn(this::stay, () -> {});
        turn.start(kind);
        return turn;
    }

    private void stay() {
        running.incrementAndGet();
        DeafWait.on(latch);
    }

    private boolean runs(GuestThreads.Kind kind, boolean onVirtual) {
        CompletableFuture<Boolean> isVirtual = new CompletableFuture<>();
        threads.turn(() -> isVirtual.complete(Thread.currentThread().isVirtual()), () -> {})
                .start(kind);
        return isVirtual.orTimeout(30, TimeUnit.SECONDS).join() == onVirtual;
    }

    @Test
    void turns_runWhereTheyBelong() {
        assertThat(runs(GuestThreads.Kind.RESOURCE, true)).isTrue();
        assertThat(runs(GuestThreads.Kind.QUICK, true)).isTrue();
        assertThat(runs(GuestThreads.Kind.LONG, false)).isTrue();
        assertThat(threads.virtualPermits().availablePermits()).isEqualTo(VIRTUAL);
        await().until(() -> threads.platformPermits().availablePermits() == cores);
    }

    @Test
    void resources_takeNoPermits() {
        for (int i = 0; i < 100; i++) {
            start(GuestThreads.Kind.RESOURCE);
        }
        await().until(() -> running.get() == 100);

        assertThat(threads.virtualPermits().availablePermits()).isEqualTo(VIRTUAL);
        assertThat(runs(GuestThreads.Kind.QUICK, true)).isTrue();
    }

    @Test
    void quickTurn_thatFindsAllPermitsTaken_runsOnAPlatformThread() {
        for (int i = 0; i < VIRTUAL; i++) {
            start(GuestThreads.Kind.QUICK);
        }
        await().until(() -> running.get() == VIRTUAL);

        assertThat(runs(GuestThreads.Kind.QUICK, false)).isTrue();
    }

    @Test
    void longTurns_runNoMoreThanThereAreCores_untilTheyLend() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            turns.add(start(GuestThreads.Kind.LONG));
        }
        await().until(() -> running.get() == cores);
        assertThat(threads.platformPermits().availablePermits()).isZero();

        turns.getFirst().lend();
        turns.getFirst().lend();

        assertThat(threads.platformPermits().availablePermits()).isEqualTo(1);
        assertThat(runs(GuestThreads.Kind.LONG, false)).isTrue();
        latch.countDown();
        await().until(() -> threads.platformPermits().availablePermits() == cores);
    }

    @Test
    void lend_isBounded() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < cores * 9; i++) {
            turns.add(start(GuestThreads.Kind.LONG));
            int expected = i + 1;
            await().until(() -> running.get() == expected);
            turns.getLast().lend();
        }

        assertThat(threads.platformPermits().availablePermits()).isZero();
        latch.countDown();
        await().until(() -> threads.platformPermits().availablePermits() == cores);
    }

    @Test
    void suspendedTurn_letsAnotherOneRun() {
        CountDownLatch suspended = new CountDownLatch(VIRTUAL);
        CountDownLatch back = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < VIRTUAL; i++) {
            int number = i;
            turns.add(
                    threads.turn(
                            () -> {
                                turns.get(number).suspend();
                                suspended.countDown();
                                DeafWait.on(back);
                                turns.get(number).resume();
                                done.incrementAndGet();
                            },
                            () -> {}));
        }
        turns.forEach(turn -> turn.start(GuestThreads.Kind.QUICK));
        DeafWait.on(suspended);

        assertThat(threads.virtualPermits().availablePermits()).isEqualTo(VIRTUAL);
        assertThat(runs(GuestThreads.Kind.QUICK, true)).isTrue();
        back.countDown();

        await().until(() -> done.get() == VIRTUAL);
        await().until(() -> threads.virtualPermits().availablePermits() == VIRTUAL);
    }

    @Test
    void turnThatComesBack_whileEndlessOnesKeepAllPermits_usesTheOneForThat() {
        CountDownLatch back = new CountDownLatch(1);
        CompletableFuture<String> done = new CompletableFuture<>();
        CompletableFuture<Turn> self = new CompletableFuture<>();
        Turn turn =
                threads.turn(
                        () -> {
                            self.join().suspend();
                            DeafWait.on(back);
                            self.join().resume();
                            done.complete("done");
                        },
                        () -> {});
        self.complete(turn);
        turn.start(GuestThreads.Kind.QUICK);
        for (int i = 0; i < VIRTUAL; i++) {
            start(GuestThreads.Kind.QUICK);
        }
        await().until(() -> running.get() == VIRTUAL);
        back.countDown();

        await().until(done::isDone);
        await().until(() -> threads.returningPermits().availablePermits() == 1);
        assertThat(threads.virtualPermits().availablePermits()).isZero();
    }
}
