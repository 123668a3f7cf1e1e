package io.edgeless.process.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class LoopPulseTest {

    private static final Labels LABELS = Labels.of("loop", "agent");

    private final ManualClock clock = new ManualClock();
    private final Counters counters = new Counters();
    private final AtomicLong waiting = new AtomicLong();
    private final LoopPulse pulse = new LoopPulse("agent", clock, counters);

    LoopPulseTest() {
        counters.gauge(LoopMetric.LOOP_INPUTS_WAITING, LABELS, waiting::get);
    }

    @Test
    void idleLoop_lives() {
        assertThat(pulse.get()).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(pulse.get()).isEmpty();
    }

    @Test
    void loopThatHandles_lives() {
        waiting.set(7);
        for (int round = 0; round < 5; round++) {
            counters.counter(LoopMetric.LOOP_INPUTS, LABELS).add(1);
            assertThat(pulse.get()).isEmpty();
            clock.advance(Duration.ofSeconds(29));
        }
    }

    @Test
    void loopThatHandlesNothingThoughInputsWait_isStuck() {
        assertThat(pulse.get()).isEmpty();
        waiting.set(7);
        clock.advance(Duration.ofSeconds(31));

        assertThat(pulse.get())
                .hasValue("the agent has handled nothing for 31 s though inputs wait");

        counters.counter(LoopMetric.LOOP_INPUTS, LABELS).add(1);
        assertThat(pulse.get()).isEmpty();
    }
}
