package io.edgeless.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.Timers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class ManualTimersTest {

    private final ManualClock clock = new ManualClock();
    private final ManualTimers timers = new ManualTimers(clock);
    private final List<String> ran = new ArrayList<>();

    private Timers.Timer schedule(long millis, String name) {
        return timers.schedule(
                Duration.ofMillis(millis), () -> ran.add(name + "@" + clock.nanos() / 1_000_000));
    }

    @Test
    void advance_runsWhatIsDueInOrderAtItsTime() {
        schedule(30, "c");
        schedule(10, "a");
        schedule(10, "b");
        schedule(31, "later");

        timers.advance(Duration.ofMillis(30));

        assertThat(ran).containsExactly("a@10", "b@10", "c@30");
        assertThat(timers.waiting()).isEqualTo(1);
        assertThat(clock.nanos()).isEqualTo(30_000_000);
    }

    @Test
    void advance_runsWhatTasksScheduleOnTheWay() {
        timers.schedule(Duration.ofMillis(10), () -> schedule(10, "second"));

        timers.advance(Duration.ofMillis(20));

        assertThat(ran).containsExactly("second@20");
    }

    @Test
    void cancelled_isNotRun() {
        Timers.Timer timer = schedule(10, "a");

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
        timers.advance(Duration.ofSeconds(1));

        assertThat(ran).isEmpty();
    }

    @Test
    void runNext_movesToTheNextTask() {
        schedule(500, "a");

        assertThat(timers.runNext()).isTrue();
        assertThat(timers.runNext()).isFalse();

        assertThat(ran).containsExactly("a@500");
    }

    @Test
    void jumpOfTheWallClock_leavesTheMonotonicTime() {
        long wall = clock.epochNanos();

        clock.jump(Duration.ofHours(-1));

        assertThat(clock.nanos()).isZero();
        assertThat(clock.epochNanos()).isEqualTo(wall - 3_600_000_000_000L);
    }
}
