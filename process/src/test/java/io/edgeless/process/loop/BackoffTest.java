package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class BackoffTest {

    /// Shortly before the clock, which begins anywhere, overflows.
    private static final long NOW = Long.MAX_VALUE - 1_000;

    private final Backoff backoff = new Backoff();

    private boolean isOverAfter(Duration time) {
        return backoff.isOver(NOW + time.toNanos());
    }

    @Test
    void isOver_withoutFailure_isTrue() {
        assertThat(backoff.isOver(NOW)).isTrue();
    }

    @Test
    void failed_waitsTwiceAsLongEachTime() {
        backoff.failed(NOW);
        assertThat(isOverAfter(Duration.ofMillis(99))).isFalse();
        assertThat(isOverAfter(Duration.ofMillis(100))).isTrue();
        backoff.failed(NOW);
        assertThat(isOverAfter(Duration.ofMillis(199))).isFalse();
        assertThat(isOverAfter(Duration.ofMillis(200))).isTrue();
    }

    @Test
    void failed_manyTimes_waitsNoLongerThanHalfAMinute() {
        for (int i = 0; i < 100; i++) {
            backoff.failed(NOW);
        }
        assertThat(isOverAfter(Duration.ofSeconds(29))).isFalse();
        assertThat(isOverAfter(Duration.ofSeconds(30))).isTrue();
        assertThat(backoff.failures()).isEqualTo(100);
    }

    @Test
    void reset_beginsAnew() {
        backoff.failed(NOW);
        backoff.failed(NOW);
        backoff.reset();
        assertThat(backoff.isOver(NOW)).isTrue();
        backoff.failed(NOW);
        assertThat(isOverAfter(Duration.ofMillis(100))).isTrue();
    }
}
