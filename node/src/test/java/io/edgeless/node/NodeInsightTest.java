package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.node.telemetry.NodeMetric;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class NodeInsightTest {

    private final Counters counters = new Counters();
    private final NodeInsight insight = new NodeInsight(List::of, counters);

    @Test
    void read_tellsCountersAndGaugesAndNoDistributions() {
        counters.counter(NodeMetric.REPORTS_FAILED).add(3);
        counters.gauge(NodeMetric.STATE_BYTES, Labels.none(), () -> 7);
        counters.histogram(NodeMetric.EXECUTION_TIMES, Labels.none());

        NodeDetails details = insight.read();

        assertThat(details.metrics()).extracting(MetricReading::value).containsExactly(3.0, 7.0);
        assertThat(details.metricsLeftOut()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void reading_thatIsNoFiniteNumber_isCountedAsLeftOut(double level) {
        counters.counter(NodeMetric.REPORTS_FAILED).add(3);
        counters.gauge(NodeMetric.STATE_BYTES, Labels.none(), () -> level);

        NodeDetails details = insight.read();

        assertThat(details.metrics()).extracting(MetricReading::value).containsExactly(3.0);
        assertThat(details.metricsLeftOut()).isEqualTo(1);
    }
}
