package io.edgeless.runtime.wasm.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class HeatTest {

    private final ManualClock clock = new ManualClock();
    private final Heat heat = new Heat(clock);

    @Test
    void longEvents_areHotAfterATenthOfTheWindow() {
        assertThat(events(9, Duration.ofMillis(100), Duration.ZERO)).isFalse();
        assertThat(events(1, Duration.ofMillis(100), Duration.ZERO)).isTrue();
    }

    @Test
    void shortEvents_areHotToo() {
        assertThat(events(9_900, Duration.ofNanos(99_000), Duration.ZERO)).isFalse();
        assertThat(events(300, Duration.ofNanos(99_000), Duration.ZERO)).isTrue();
    }

    @Test
    void longEvents_withPausesBetween_stayCold() {
        assertThat(events(200, Duration.ofMillis(100), Duration.ofSeconds(2))).isFalse();
    }

    @Test
    void timeInTheHost_doesNotCount() {
        boolean hot = false;
        for (int i = 0; i < 100; i++) {
            heat.beginEvent();
            clock.advance(Duration.ofNanos(500_000));
            heat.pause();
            clock.advance(Duration.ofMillis(90));
            heat.resume();
            clock.advance(Duration.ofNanos(500_000));
            hot |= heat.endEvent();
        }
        assertThat(hot).isFalse();
    }

    private boolean events(int count, Duration length, Duration pause) {
        boolean hot = false;
        for (int i = 0; i < count; i++) {
            heat.beginEvent();
            clock.advance(length);
            hot |= heat.endEvent();
            clock.advance(pause);
        }
        return hot;
    }
}
