package io.edgeless.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.bench.measure.Figure;

import org.junit.jupiter.api.Test;

import java.util.Map;

class RowTest {

    @Test
    void figure_rate_turnsTimesOfBothIntoRates() {
        Row row = Row.rate("events", "A.a", "frames", "B.b");
        assertThat(row.figure(Map.of("A.a", 10.0, "B.b", 2.0)))
                .contains(Figure.of("events", 100_000, "/s").beside("frames", 500_000));
    }

    @Test
    void figure_baselineFailed_standsAlone() {
        Row row = new Row("cast", "A.a", "ns", "queue", "B.b");
        assertThat(row.figure(Map.of("A.a", 10.0))).contains(Figure.of("cast", 10, "ns"));
    }

    @Test
    void figure_benchmarkFailed_isNone() {
        Row row = new Row("cast", "A.a", "ns", "queue", "B.b");
        assertThat(row.figure(Map.of("B.b", 10.0))).isEmpty();
    }
}
