package io.edgeless.node;

import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.rpc.Insight;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.Reading;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells what only this node knows: its instances, and its counters and gauges as they stand on its
/// metrics page. Called by the server's threads.
final class NodeInsight implements Insight {

    /// With some 300 bytes each this fills 3 MiB of the 64 MiB that a message may have.
    private static final int READINGS_MAX = 10_000;

    private final Supplier<List<InstanceDetail>> instances;
    private final Counters counters;

    NodeInsight(Supplier<List<InstanceDetail>> instances, Counters counters) {
        this.instances = instances;
        this.counters = counters;
    }

    @Override
    public NodeDetails read() {
        List<Counters.Series> wanted =
                counters.snapshot().stream().filter(NodeInsight::isNumber).toList();
        List<MetricReading> shown =
                wanted.stream()
                        .flatMap(series -> reading(series).stream())
                        .limit(READINGS_MAX)
                        .toList();
        return new NodeDetails(instances.get(), shown, wanted.size() - shown.size());
    }

    /// Distributions stay on the metrics page: they are for programs that draw them.
    private static boolean isNumber(Counters.Series series) {
        return !(series.reading() instanceof Reading.Distribution);
    }

    /// Empty for one that is no finite number, which no answer can carry.
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
