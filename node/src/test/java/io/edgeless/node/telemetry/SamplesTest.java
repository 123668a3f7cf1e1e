package io.edgeless.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.edgeless.world.simulated.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class SamplesTest {

    private static final PhysicalId ID = new PhysicalId(new UUID(1, 1));

    private final ManualClock clock = new ManualClock();
    private final Counter left = new Counters().counter(NodeMetric.SAMPLES_LEFT_OUT);
    private final Samples samples = new Samples(true, clock, left);

    @Test
    void everyKind_isTakenWithItsTimeAndSeconds() {
        samples.instantiated(ID, 1_000_000_000);
        samples.initialised(ID, 2_000_000_000);
        samples.executed(ID, 3_000_000_000L);
        samples.transferred(ID, 4_000_000_000L);
        samples.stopped(ID, 500_000_000);
        samples.logged(ID, 7, "target", "message");

        PerformanceSamples taken = samples.take();

        PerformanceSamples.Sample one = new PerformanceSamples.Sample(clock.epochNanos(), 1.0);
        assertThat(taken.instantiateTimes().get(ID)).containsExactly(one);
        assertThat(seconds(taken.initTimes())).containsExactly(2.0);
        assertThat(seconds(taken.executionTimes())).containsExactly(3.0);
        assertThat(seconds(taken.transferTimes())).containsExactly(4.0);
        assertThat(seconds(taken.stopTimes())).containsExactly(0.5);
        assertThat(taken.logEntries().get(ID))
                .containsExactly(new PerformanceSamples.LogEntry(7, "target", "message"));
        assertThat(samples.take()).isEqualTo(PerformanceSamples.NONE);
    }

    private static List<Double> seconds(Map<PhysicalId, List<PerformanceSamples.Sample>> of) {
        return of.getOrDefault(ID, List.of()).stream()
                .map(PerformanceSamples.Sample::seconds)
                .toList();
    }

    @Test
    void disabled_collectsNothing() {
        Samples none = new Samples(false, clock, left);
        none.executed(ID, 1);
        none.logged(ID, 1, "t", "m");

        assertThat(none.take()).isEqualTo(PerformanceSamples.NONE);
    }

    @Test
    void whatWasNotDelivered_comesFirstInTheNextReport() {
        samples.executed(ID, 1_000_000_000);
        samples.logged(ID, 1, "t", "first");
        PerformanceSamples taken = samples.take();
        clock.advance(Duration.ofSeconds(1));
        samples.executed(ID, 2_000_000_000);
        samples.logged(ID, 2, "t", "second");

        samples.putBack(taken);

        PerformanceSamples all = samples.take();
        assertThat(all.executionTimes().get(ID))
                .extracting(PerformanceSamples.Sample::seconds)
                .containsExactly(1.0, 2.0);
        assertThat(all.logEntries().get(ID))
                .extracting(PerformanceSamples.LogEntry::message)
                .containsExactly("first", "second");
    }

    @Test
    void whatWasPutBack_staysBounded() {
        for (int i = 0; i < 20_000; i++) {
            samples.executed(ID, 1);
        }
        PerformanceSamples taken = samples.take();
        samples.executed(ID, 2);

        samples.putBack(taken);

        assertThat(samples.take().executionTimes().get(ID)).hasSize(20_000);
        assertThat(left.total()).isEqualTo(1);
    }

    @Test
    void samplesBeyondTheBound_areLeftOutAndCounted() {
        for (int i = 0; i < 20_010; i++) {
            samples.executed(ID, 1);
        }

        assertThat(samples.take().executionTimes().get(ID)).hasSize(20_000);
        assertThat(left.total()).isEqualTo(10);
    }

    @Test
    void putBack_ofNothing_changesNothing() {
        samples.putBack(PerformanceSamples.NONE);

        assertThat(samples.take()).isEqualTo(PerformanceSamples.NONE);
    }
}
