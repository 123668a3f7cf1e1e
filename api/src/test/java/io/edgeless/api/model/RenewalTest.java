package io.edgeless.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RenewalTest {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    @Test
    void lease_isTwoIntervalsAndAHalf() {
        assertThat(Renewal.lease(INTERVAL)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void deadline_isTwoIntervalsFromNow() {
        assertThat(Renewal.deadlineSec(1_000, INTERVAL)).isEqualTo(1_004);
    }
}
