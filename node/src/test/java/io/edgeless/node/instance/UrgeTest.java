package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class UrgeTest {

    private final ManualTimers timers = new ManualTimers(new ManualClock());
    private final AtomicInteger interruptions = new AtomicInteger();

    @Test
    void urge_beginsAfterItsDelayAndGoesOn() {
        try (Urge urge =
                Urge.after(Duration.ofSeconds(1), timers, interruptions::incrementAndGet)) {
            timers.advance(Duration.ofMillis(999));
            assertThat(interruptions).hasValue(0);

            timers.advance(Duration.ofMillis(1));
            assertThat(interruptions).hasValue(1);

            timers.advance(Duration.ofMillis(500));
            assertThat(interruptions).hasValue(11);
            assertThat(urge).isNotNull();
        }
    }

    @Test
    void close_beforeItBegan_interruptsNothing() {
        Urge.after(Duration.ofSeconds(1), timers, interruptions::incrementAndGet).close();

        timers.advance(Duration.ofSeconds(10));

        assertThat(interruptions).hasValue(0);
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void close_fromWithinAnInterruption_endsIt() {
        Urge[] urge = new Urge[1];
        urge[0] =
                Urge.after(
                        Duration.ofSeconds(1),
                        timers,
                        () -> {
                            interruptions.incrementAndGet();
                            urge[0].close();
                        });

        timers.advance(Duration.ofSeconds(10));

        assertThat(interruptions).hasValue(1);
    }
}
