package io.edgeless.process.metrics;

import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.Reading;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The counters in the OpenMetrics text format.
final class MetricsPage {

    static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    private MetricsPage() {}

    static String of(Counters counters) {
        var page = new MetricsPage();
        String family = "";
        for (Counters.Series series : counters.snapshot()) {
            String name = series.metric().exported();
            if (!name.equals(family)) {
                page.addHead(series);
                family = name;
            }
            page.add(name, series.labels(), series.reading());
        }
        return page.text.append("# EOF\n").toString();
    }

    private void addHead(Counters.Series series) {
        String name = series.metric().exported();
        String type =
                switch (series.reading()) {
                    case Reading.Total _ -> "counter";
                    case Reading.Level _ -> "gauge";
                    case Reading.Distribution _ -> "histogram";
                };
        text.append("# HELP ").append(name).append(' ').append(escaped(series.metric().help()));
        text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void add(String name, Labels labels, Reading reading) {
        switch (reading) {
            case Reading.Total(long total) -> line(name + "_total", labels, Long.toString(total));
            case Reading.Level(double level) -> line(name, labels, number(level));
            case Reading.Distribution distribution -> addBuckets(name, labels, distribution);
        }
    }

    private void addBuckets(String name, Labels labels, Reading.Distribution distribution) {
        line(name + "_sum", labels, Double.toString(distribution.sum()));
        line(name + "_count", labels, Long.toString(distribution.count()));
        for (Reading.Bucket bucket : distribution.buckets()) {
            List<Labels.Label> list = new ArrayList<>();
            list.add(new Labels.Label("le", bound(bucket.bound())));
            list.addAll(labels.list());
            line(name + "_bucket", new Labels(list), Long.toString(bucket.count()));
        }
    }

    private void line(String name, Labels labels, String value) {
        text.append(name);
        if (!labels.list().isEmpty()) {
            text.append(
                    labels.list().stream()
                            .map(label -> label.key() + "=\"" + escaped(label.value()) + "\"")
                            .collect(Collectors.joining(",", "{", "}")));
        }
        text.append(' ').append(value).append('\n');
    }

    private static String bound(double bound) {
        return Double.isInfinite(bound) ? "+Inf" : Double.toString(bound);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
