package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class RestartsTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Restarts restarts = new Restarts();

    @Test
    void failures_inARow_waitTwiceAsLongEachTimeUpToThirtySeconds() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            delays.add(restarts.failed(i * SECOND).delay().toMillis());
        }

        assertThat(delays)
                .containsExactly(
                        100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L,
                        30_000L);
        assertThat(restarts.count()).isEqualTo(11);
    }

    @Test
    void failure_afterAMinuteWithout_beginsAgain() {
        restarts.failed(0);
        restarts.failed(SECOND);

        assertThat(restarts.failed(62 * SECOND).delay()).isEqualTo(Duration.ofMillis(100));
        assertThat(restarts.count()).isEqualTo(3);
    }

    @Test
    void sixFailuresWithinAMinute_areACrashLoop() {
        for (int i = 0; i < 5; i++) {
            assertThat(restarts.failed(i * SECOND).isLoop()).isFalse();
        }

        Restarts.Verdict sixth = restarts.failed(5 * SECOND);

        assertThat(sixth.isLoop()).isTrue();
        assertThat(sixth.report("division by zero"))
                .isEqualTo("crash loop, more than 5 failures within 60 s: division by zero");
    }

    @Test
    void crashLoop_lastsWhileItsPausesGrow() {
        long now = 0;
        boolean isLoop = false;
        for (int i = 0; i < 20; i++) {
            Restarts.Verdict verdict = restarts.failed(now);
            isLoop = verdict.isLoop();
            now += verdict.delay().toNanos();
        }

        assertThat(isLoop).isTrue();
    }

    @Test
    void rareFailures_areNoLoop() {
        for (long i = 0; i < 20; i++) {
            assertThat(restarts.failed(61 * i * SECOND).isLoop()).isFalse();
        }
    }

    @Test
    void report_ofASingleFailure_isItsReason() {
        assertThat(restarts.failed(0).report("trap")).isEqualTo("trap");
    }

    @Test
    void time_nearTheEndOfTheClock_isCountedRight() {
        restarts.failed(Long.MAX_VALUE - 1);

        assertThat(restarts.failed(Long.MIN_VALUE + SECOND).delay())
                .isEqualTo(Duration.ofMillis(200));
    }
}
