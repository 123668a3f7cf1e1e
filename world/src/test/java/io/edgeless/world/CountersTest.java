package io.edgeless.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

class CountersTest {

    private enum Thing implements Metric {
        EVENTS,
        LEVEL,
        TIMES;

        @Override
        public String help() {
            return "Things.";
        }
    }

    private final Counters counters = new Counters();

    @Test
    void sameMetricAndLabels_giveTheSameCounter() {
        Labels labels = Labels.of("a", "1").and("b", "2");
        counters.counter(Thing.EVENTS, labels).add(2);
        counters.counter(Thing.EVENTS, Labels.of("a", "1").and("b", "2")).add(3);

        assertThat(counters.snapshot())
                .containsExactly(new Counters.Series(Thing.EVENTS, labels, new Reading.Total(5)));
    }

    @Test
    void snapshot_isSortedByNameAndLabels() {
        counters.gauge(Thing.LEVEL, Labels.none(), () -> 0.5);
        counters.counter(Thing.EVENTS, Labels.of("n", "2"));
        counters.counter(Thing.EVENTS, Labels.of("n", "1"));

        assertThat(counters.snapshot())
                .extracting(series -> series.metric().exported() + series.labels().list())
                .containsExactly(
                        "edgeless_events[Label[key=n, value=1]]",
                        "edgeless_events[Label[key=n, value=2]]",
                        "edgeless_level[]");
    }

    @Test
    void gauge_risesAndFalls() {
        Gauge gauge = counters.gauge(Thing.LEVEL, Labels.none());
        gauge.add(3);
        gauge.add(-1);

        assertThat(counters.snapshot().getFirst().reading()).isEqualTo(new Reading.Level(2));
    }

    @Test
    void histogram_countsCumulativelyUpToEachBound() {
        Histogram histogram = counters.histogram(Thing.TIMES, Labels.none());
        List.of(-5L, 0L, 50L, 100L, 101L, 950L, 1_000L, 1_001L, 60_000L)
                .forEach(millis -> histogram.observeNanos(Duration.ofMillis(millis).toNanos()));

        var reading = (Reading.Distribution) counters.snapshot().getFirst().reading();

        assertThat(reading.count()).isEqualTo(9);
        assertThat(reading.sum()).isEqualTo(63.202, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(reading.buckets())
                .extracting(Reading.Bucket::bound)
                .containsExactly(
                        0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, Double.POSITIVE_INFINITY);
        assertThat(reading.buckets())
                .extracting(Reading.Bucket::count)
                .containsExactly(4L, 5L, 5L, 5L, 5L, 5L, 5L, 5L, 5L, 7L, 9L);
    }

    @Test
    void forget_dropsAllSeriesWithTheLabel() {
        counters.counter(Thing.EVENTS, Labels.of("instance", "x").and("kind", "a"));
        counters.gauge(Thing.LEVEL, Labels.of("instance", "x"));
        counters.counter(Thing.EVENTS, Labels.of("instance", "y"));

        counters.forget("instance", "x");

        assertThat(counters.snapshot())
                .extracting(Counters.Series::labels)
                .containsExactly(Labels.of("instance", "y"));
    }

    @Test
    void beyondTheBound_newSeriesShareOne() {
        var small = new Counters(20);
        IntStream.range(0, 30)
                .forEach(n -> small.counter(Thing.EVENTS, Labels.of("n", "" + n)).add(1));

        assertThat(small.snapshot()).hasSize(21);
        assertThat(small.counter(Thing.EVENTS, Labels.of("overflow", "true")).total())
                .isEqualTo(10);
        small.counter(Thing.EVENTS, Labels.of("n", "7")).add(1);
        assertThat(small.counter(Thing.EVENTS, Labels.of("n", "7")).total()).isEqualTo(2);
    }
}
