package io.edgeless.dataplane.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.World;
import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class ExecutionTest {

    private static final Duration WALL = Duration.ofSeconds(10);
    private static final Duration CPU = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicInteger longOnes = new AtomicInteger();
    private final Execution execution =
            new Execution(
                    new Execution.Budget(
                            CPU, WALL, interrupts::incrementAndGet, longOnes::incrementAndGet),
                    clock);

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    private void begin() {
        execution.begin(clock.nanos());
    }

    @Test
    void check_withinTheBudget_doesNothing() {
        begin();
        clock.advance(WALL);
        execution.check();
        assertThat(interrupts).hasValue(0);
    }

    @Test
    void check_overTheWallBudget_interrupts() {
        begin();
        clock.advance(WALL.plusNanos(1));
        execution.check();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void isOverBudget_isTrueOnlyForTheEventThatUsedItUp() {
        begin();
        clock.advance(WALL.plusNanos(1));
        execution.check();
        assertThat(execution.isOverBudget()).isTrue();
        execution.end();

        begin();
        execution.cancel();
        assertThat(interrupts).hasValue(2);
        assertThat(execution.isOverBudget()).isFalse();
    }

    @Test
    void check_ofAGuestThatDoesNotListen_interruptsAgain() {
        begin();
        clock.advance(WALL.plusNanos(1));
        execution.check();
        execution.check();
        execution.check();
        assertThat(interrupts).hasValue(3);
    }

    @Test
    void check_betweenEvents_doesNothing() {
        begin();
        clock.advance(WALL.plusNanos(1));
        execution.end();
        execution.check();
        assertThat(interrupts).hasValue(0);
    }

    @Test
    void check_inTheNextEvent_beginsAnew() {
        begin();
        clock.advance(WALL.plusNanos(1));
        execution.check();
        execution.end();
        begin();
        clock.advance(Duration.ofSeconds(1));
        execution.check();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void check_countsNoTimeInHostCalls() {
        begin();
        clock.advance(Duration.ofSeconds(6));
        assertThat(execution.enterHost()).isFalse();
        clock.advance(Duration.ofMinutes(5));
        execution.check();
        execution.leaveHost(false);
        clock.advance(Duration.ofSeconds(4));
        execution.check();
        assertThat(interrupts).hasValue(0);

        clock.advance(Duration.ofNanos(1));
        execution.check();
        assertThat(interrupts).hasValue(1);
        assertThat(execution.end()).isEqualTo(WALL.plusNanos(1).toNanos());
    }

    @Test
    void check_inAHostCall_doesNotInterruptIt() {
        begin();
        clock.advance(Duration.ofMinutes(1));
        execution.enterHost();
        execution.check();
        assertThat(interrupts).hasValue(0);

        execution.leaveHost(false);
        execution.check();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void interrupt_beforeAHostCall_isMadeAgainAfterIt() {
        begin();
        clock.advance(WALL.plusNanos(1));
        execution.check();
        Thread.currentThread().interrupt();

        assertThat(execution.enterHost()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        execution.leaveHost(true);

        assertThat(interrupts).hasValue(2);
    }

    @Test
    void end_afterAnInterrupt_clearsTheFlag() {
        begin();
        clock.advance(WALL.plusNanos(1));
        execution.check();
        Thread.currentThread().interrupt();

        execution.end();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void cancelEvent_interruptsThisEventOnly() {
        begin();
        execution.cancelEvent();
        assertThat(interrupts).hasValue(1);
        execution.end();

        begin();
        execution.check();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void cancel_interruptsEveryEvent() {
        begin();
        execution.cancel();
        execution.end();
        begin();
        execution.check();
        assertThat(interrupts).hasValue(2);
    }

    @Test
    void cancel_inAHostCall_takesEffectAfterIt() {
        begin();
        execution.enterHost();
        execution.cancel();
        assertThat(interrupts).hasValue(0);
        execution.leaveHost(false);
        execution.check();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void check_ofAnEventThatTakesLong_tells() {
        begin();
        clock.advance(Duration.ofMillis(20));
        execution.check();
        assertThat(longOnes).hasValue(0);

        clock.advance(Duration.ofMillis(1));
        execution.check();
        assertThat(longOnes).hasValue(1);
        assertThat(interrupts).hasValue(0);
    }

    @Test
    void check_ofAnEndlessGuestOnAPlatformThread_countsItsCpuTime() throws Exception {
        World world = World.real();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong guestNanos = new AtomicLong();
        Execution real =
                new Execution(
                        new Execution.Budget(
                                Duration.ofMillis(100),
                                Duration.ofHours(1),
                                () -> stop.set(true),
                                () -> {}),
                        world.clock());
        try (Watchdog watchdog = new Watchdog()) {
            Thread guest =
                    Thread.ofPlatform()
                            .start(() -> {
                                real.begin(world.clock().nanos());
                                while (!stop.get()) {
                                    Thread.onSpinWait();
                                }
                                guestNanos.set(real.end());
                            });
            watchdog.add(real);
            guest.join();
        }
        assertThat(Duration.ofNanos(guestNanos.get())).isGreaterThan(Duration.ofMillis(100));
        world.timers().close();
    }

    /// The deterministic heart of "an interrupt never lands in the next event": a checker that
    /// interrupts as often as it can, against a thread that runs short events with host calls. The
    /// interrupt notes the event that it saw; no event may see one that was meant for another.
    @Test
    void interrupts_amongManyShortEvents_neverLandInAnotherOne() throws Exception {
        AtomicLong current = new AtomicLong();
        AtomicBoolean inHost = new AtomicBoolean();
        AtomicLong inHostInterrupts = new AtomicLong();
        AtomicLong outside = new AtomicLong();
        AtomicLong landed = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        World world = World.real();
        Thread guest = Thread.currentThread();
        Execution eager =
                new Execution(
                        new Execution.Budget(
                                Duration.ofHours(1),
                                Duration.ZERO,
                                () -> {
                                    if (Thread.currentThread() != guest) {
                                        if (current.get() == 0) {
                                            outside.incrementAndGet();
                                        }
                                        if (inHost.get()) {
                                            inHostInterrupts.incrementAndGet();
                                        }
                                    }
                                    landed.incrementAndGet();
                                    guest.interrupt();
                                },
                                () -> {}),
                        world.clock());
        Thread checker =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!done.get()) {
                                eager.check();
                            }
                        });
        SplittableRandom chance = new SplittableRandom(20_260_101);
        long flaggedBetween = 0;
        long flaggedInHost = 0;
        for (int i = 1; i <= 100_000; i++) {
            current.set(i);
            eager.begin(world.clock().nanos());
            spin(chance.nextInt(60));
            if (chance.nextInt(3) == 0) {
                boolean interrupted = eager.enterHost();
                inHost.set(true);
                flaggedInHost += Thread.currentThread().isInterrupted() ? 1 : 0;
                spin(chance.nextInt(20));
                inHost.set(false);
                eager.leaveHost(interrupted);
                spin(chance.nextInt(20));
            }
            eager.end();
            current.set(0);
            flaggedBetween += Thread.currentThread().isInterrupted() ? 1 : 0;
        }
        done.set(true);
        checker.join();
        world.timers().close();

        assertThat(landed.get()).isPositive();
        assertThat(outside).hasValue(0);
        assertThat(inHostInterrupts).hasValue(0);
        assertThat(flaggedBetween).isZero();
        assertThat(flaggedInHost).isZero();
    }

    private static void spin(int rounds) {
        for (int i = 0; i < rounds; i++) {
            Thread.onSpinWait();
        }
    }
}
