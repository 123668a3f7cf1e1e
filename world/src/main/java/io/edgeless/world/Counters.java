package io.edgeless.world;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// All counters, gauges and histograms of one program. Safe for concurrent use. Asking twice for
/// the same metric and labels gives the same object; hot paths keep it.
public final class Counters {

    /// Five for each of 10,000 instances.
    private static final int SERIES_MAX = 50_000;

    private static final Labels OVERFLOW = Labels.of("overflow", "true");

    private final int seriesMax;
    private final ConcurrentMap<Key, Measured> series = new ConcurrentHashMap<>();

    public Counters() {
        this(SERIES_MAX);
    }

    Counters(int seriesMax) {
        this.seriesMax = seriesMax;
    }

    /// The series of one metric and labels, as it stands now.
    public record Series(Metric metric, Labels labels, Reading reading) {}

    private record Key(Metric metric, Labels labels) {}

    /// The counter without labels.
    public Counter counter(Metric metric) {
        return counter(metric, Labels.none());
    }

    /// The counter with these labels.
    public Counter counter(Metric metric, Labels labels) {
        return find(metric, labels, Counter.class, Counter::new);
    }

    /// The gauge with these labels, at 0 first.
    public Gauge gauge(Metric metric, Labels labels) {
        return find(metric, labels, Gauge.class, Gauge::new);
    }

    /// Adds a gauge that is read off the source whenever somebody looks, on that thread; replaces
    /// an earlier source.
    public void gauge(Metric metric, Labels labels, DoubleSupplier source) {
        series.put(key(metric, labels), new PolledGauge(source));
    }

    /// The histogram with these labels.
    public Histogram histogram(Metric metric, Labels labels) {
        return find(metric, labels, Histogram.class, Histogram::new);
    }

    /// Drops all series with this label, because what it names is gone. Who still holds one of them
    /// counts for nobody.
    public void forget(String key, String value) {
        var gone = new Labels.Label(key, value);
        series.keySet().removeIf(known -> known.labels().list().contains(gone));
    }

    /// All series, sorted by name and labels.
    public List<Series> snapshot() {
        return series.entrySet().stream()
                .map(entry ->
                        new Series(
                                entry.getKey().metric(),
                                entry.getKey().labels(),
                                entry.getValue().reading()))
                .sorted(
                        Comparator.comparing((Series one) -> one.metric().exported())
                                .thenComparing(one -> one.labels().toString()))
                .toList();
    }

    private <M extends Measured> M find(
            Metric metric, Labels labels, Class<M> kind, Supplier<M> maker) {
        return kind.cast(series.computeIfAbsent(key(metric, labels), _ -> maker.get()));
    }

    /// Beyond the bound all new series of a metric share one.
    private Key key(Metric metric, Labels labels) {
        var key = new Key(metric, labels);
        return series.size() < seriesMax || series.containsKey(key)
                ? key
                : new Key(metric, OVERFLOW);
    }
}
