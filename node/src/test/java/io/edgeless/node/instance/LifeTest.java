package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.InstanceState;
import io.edgeless.component.FunctionInstance;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/// Every order in which two of them can come: each test is one history.
class LifeTest {

    private final List<String> gate = new ArrayList<>();
    private final Life life =
            new Life(
                    new Life.Gate() {
                        @Override
                        public void pause() {
                            gate.add("pause");
                        }

                        @Override
                        public void resume() {
                            gate.add("resume");
                        }
                    });
    private final FunctionInstance guest = guest();

    private static FunctionInstance guest() {
        return new ScriptedGuest(new NoHost());
    }

    @BeforeEach
    void begin() {
        assertThat(life.begin()).isTrue();
    }

    private void run() {
        assertThat(life.conceived(guest)).isTrue();
        life.runs(guest);
        assertThat(life.born()).isTrue();
        life.attempted();
    }

    @Test
    void start_opensTheGateOnlyWhenBorn() {
        assertThat(life.conceived(guest)).isTrue();
        assertThat(gate).isEmpty();
        assertThat(life.status().state()).isEqualTo(InstanceState.STARTING);

        assertThat(life.born()).isTrue();

        assertThat(gate).containsExactly("resume");
        assertThat(life.status().state()).isEqualTo(InstanceState.RUNNING);
        assertThat(life.guest()).containsSame(guest);
    }

    @Test
    void brokenGuest_isTakenByOneOnlyAndTheGateIsShut() {
        run();

        assertThat(life.take(guest)).isTrue();
        assertThat(life.take(guest)).isFalse();
        assertThat(life.guest()).isEmpty();
        assertThat(life.interruptible()).isEmpty();
        assertThat(gate).containsExactly("resume", "pause");
    }

    @Test
    void anotherGuest_isNotTaken() {
        run();

        assertThat(life.take(guest())).isFalse();
        assertThat(life.guest()).isPresent();
    }

    @Test
    void failure_leadsToBackOffAndTheNextAttempt() {
        run();
        life.take(guest);

        assertThat(life.failed("trap", true, 0)).isPresent();
        assertThat(life.status()).isEqualTo(new Life.Status(InstanceState.BACKING_OFF, 1, "trap"));
        assertThat(life.begin()).isTrue();
        assertThat(life.status().state()).isEqualTo(InstanceState.STARTING);

        FunctionInstance second = guest();
        assertThat(life.conceived(second)).isTrue();
        assertThat(life.born()).isTrue();
        assertThat(gate).containsExactly("resume", "pause", "resume");
        assertThat(life.status()).isEqualTo(new Life.Status(InstanceState.RUNNING, 1, "trap"));
    }

    @Test
    void failure_withoutAnotherStart_opensTheGateSoThatWhatWaitsIsAnswered() {
        run();
        life.take(guest);

        assertThat(life.failed("trap", false, 0)).isPresent();

        assertThat(life.status().state()).isEqualTo(InstanceState.FAILED);
        assertThat(gate).endsWith("resume");
        assertThat(life.begin()).isFalse();
    }

    @Test
    void failure_ofAnAttempt_countsToo() {
        life.conceived(guest);
        life.take(guest);

        assertThat(life.failed("init", true, 0)).isPresent();
        assertThat(life.status().restarts()).isEqualTo(1);
    }

    @Test
    void failure_thatWasNotedAlready_isNotNotedTwice() {
        run();
        life.take(guest);
        life.failed("trap", true, 0);

        assertThat(life.failed("trap", true, 0)).isEmpty();
        assertThat(life.status().restarts()).isEqualTo(1);
    }

    // ---- close against the others -----------------------------------------------------------

    @Test
    void close_beforeTheGuestIsThere_leavesItToItsMaker() throws Exception {
        Future<Boolean> attempt = life.close().orElseThrow();

        assertThat(attempt.isDone()).isFalse();
        assertThat(life.conceived(guest)).isFalse();
        life.attempted();
        assertThat(attempt.get()).isTrue();
        assertThat(life.takeForStop()).isEmpty();
    }

    @Test
    void close_whileTheGuestIsInitialised_keepsTheGateShut() {
        life.conceived(guest);
        life.close();

        assertThat(life.born()).isFalse();
        assertThat(gate).containsExactly("pause");
        assertThat(life.guest()).containsSame(guest);
        assertThat(life.take(guest)).isTrue();
        assertThat(life.failed("init", true, 0)).isEmpty();
    }

    @Test
    void close_ofARunningOne_handsTheGuestToTheStop() {
        run();

        assertThat(life.close().orElseThrow().isDone()).isTrue();

        assertThat(gate).containsExactly("resume", "pause");
        assertThat(life.takeForStop()).containsSame(guest);
        assertThat(life.takeForStop()).isEmpty();
        assertThat(life.guest()).isEmpty();
        assertThat(life.interruptible()).containsSame(guest);
        assertThat(life.status().state()).isEqualTo(InstanceState.UNKNOWN);
    }

    @Test
    void close_thenTrap_leavesTheGuestToWhoeverSawTheTrap() {
        run();
        life.close();

        assertThat(life.take(guest)).isTrue();
        assertThat(life.failed("trap", true, 0)).isEmpty();
        assertThat(life.takeForStop()).isEmpty();
    }

    @Test
    void trap_thenClose_startsNothingAgain() {
        run();
        life.take(guest);
        life.close();

        assertThat(life.failed("trap", true, 0)).isEmpty();
        assertThat(life.begin()).isFalse();
        assertThat(life.takeForStop()).isEmpty();
    }

    @Test
    void close_whileBackingOff_cancelsTheTimer() {
        ManualTimers timers = new ManualTimers(new ManualClock());
        run();
        life.take(guest);
        life.failed("trap", true, 0);
        life.planned(timers.schedule(Duration.ofSeconds(1), () -> {}));

        life.close();

        assertThat(timers.waiting()).isZero();
    }

    @Test
    void timer_plannedAfterClose_isCancelled() {
        ManualTimers timers = new ManualTimers(new ManualClock());
        run();
        life.take(guest);
        life.failed("trap", true, 0);
        life.close();

        life.planned(timers.schedule(Duration.ofSeconds(1), () -> {}));

        assertThat(timers.waiting()).isZero();
    }

    @Test
    void timer_thatRanBeforeItWasPlanned_isLeftAlone() {
        ManualTimers timers = new ManualTimers(new ManualClock());
        run();
        life.take(guest);
        life.failed("trap", true, 0);
        assertThat(life.begin()).isTrue();

        life.planned(timers.schedule(Duration.ofSeconds(1), () -> {}));

        assertThat(life.close().orElseThrow().isDone()).isFalse();
    }

    @Test
    void secondClose_hasNothingToDo() {
        run();
        life.close();

        assertThat(life.close()).isEmpty();
        life.abandon();
        assertThat(life.close()).isEmpty();
        assertThat(life.isClosing()).isTrue();
    }

    @Test
    void abandonedGuest_isLeftToItsHandler() {
        run();
        life.close();
        life.abandon();

        assertThat(life.isAbandoned()).isTrue();
        assertThat(life.interruptible()).containsSame(guest);
        assertThat(life.take(guest)).isTrue();
        assertThat(life.takeForStop()).isEmpty();
    }

    @Test
    void guestAbandonedJustBeforeItsLastStep_isHandedToThatStep() {
        run();
        life.close();
        life.abandon();

        assertThat(life.takeForStop()).containsSame(guest);
        assertThat(life.takeAbandoned()).isEmpty();
    }

    @Test
    void guestThatDoesNotEnd_staysInterruptibleWhateverBecomesOfTheNext() {
        life.conceived(guest);
        life.runs(guest);
        life.leave(guest);
        assertThat(life.failed("init", true, 0)).isPresent();
        assertThat(life.begin()).isTrue();
        FunctionInstance second = guest();

        assertThat(life.conceived(second)).isTrue();
        assertThat(life.interruptible()).containsSame(guest);
        assertThat(life.take(second)).isTrue();
        assertThat(life.interruptible()).containsSame(guest);

        life.ended(guest);
        assertThat(life.interruptible()).isEmpty();
    }

    @Test
    void guestThatEndsLate_doesNotMakeTheNextOneUninterruptible() {
        life.conceived(guest);
        life.runs(guest);
        life.leave(guest);
        life.failed("init", true, 0);
        life.begin();
        FunctionInstance second = guest();
        life.conceived(second);
        life.runs(second);

        life.ended(guest);

        assertThat(life.interruptible()).containsSame(second);
    }
}
