package io.edgeless.node;

import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.rpc.Insight;
import io.edgeless.node.instance.InstanceTable;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.Reading;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells what only this node knows: its instances, and its counters and gauges as they stand on its
/// metrics page. Called by the server's threads.
final class NodeInsight implements Insight {

    /// With some 300 bytes each this fills 3 MiB of the 64 MiB that a message may have.
    private static final int READINGS_MAX = 10_000;

    private final InstanceTable instances;
    private final Counters counters;

    NodeInsight(InstanceTable instances, Counters counters) {
        this.instances = instances;
        this.counters = counters;
    }

    @Override
    public NodeDetails read() {
        List<MetricReading> readings =
                counters.snapshot().stream().flatMap(series -> reading(series).stream()).toList();
        int shown = Math.min(READINGS_MAX, readings.size());
        return new NodeDetails(
                instances.details(), readings.subList(0, shown), readings.size() - shown);
    }

    /// Distributions stay on the metrics page: they are for programs that draw them.
    private static Optional<MetricReading> reading(Counters.Series series) {
        return switch (series.reading()) {
            case Reading.Total(long total) -> Optional.of(reading(series, true, (double) total));
            case Reading.Level(double level) when Double.isFinite(level) ->
                    Optional.of(reading(series, false, level));
            case Reading.Level _, Reading.Distribution _ -> Optional.empty();
        };
    }

    private static MetricReading reading(Counters.Series series, boolean isCounter, double value) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Labels.Label label : series.labels().list()) {
            labels.put(label.key(), label.value());
        }
        return new MetricReading(
                series.metric().exported(), labels, isCounter, value, series.metric().help());
    }
}
