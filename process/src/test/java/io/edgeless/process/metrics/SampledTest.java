package io.edgeless.process.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SampledTest {

    private final ManualClock clock = new ManualClock();
    private int taken;

    private int take() {
        taken++;
        if (taken == 3) {
            throw new IllegalStateException("busy");
        }
        return taken;
    }

    @Test
    void get_asksAtMostOnceASecondAndKeepsTheLastValueWhenThereIsNone() {
        var sampled = new Sampled<>(clock, 0, this::take);
        assertThat(sampled.get()).isEqualTo(1);
        assertThat(sampled.get()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(sampled.get()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(1));
        assertThat(sampled.get()).isEqualTo(2);
        assertThat(sampled.get()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(1));
        assertThat(sampled.get()).isEqualTo(4);
    }
}
