package io.edgeless.cli.node;

import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.NodeDetails;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The counters and gauges of a node as lines. What was lost comes first, each with its reason;
/// counters that never counted are left out.
final class MetricText {

    /// How the data plane names what it did not deliver; behind it stands the reason.
    static final String DROPPED = "edgeless_events_dropped_";

    private MetricText() {}

    static List<String> lines(NodeDetails details) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(dropped(details));
        section(lines, "COUNTER", details, reading -> reading.isCounter() && !isDrop(reading));
        section(lines, "GAUGE", details, reading -> !reading.isCounter());
        if (details.metricsLeftOut() > 0) {
            lines.add(details.metricsLeftOut() + " more are on its metrics page");
        }
        return lines;
    }

    private static boolean isDrop(MetricReading reading) {
        return reading.name().startsWith(DROPPED);
    }

    private static List<String> dropped(NodeDetails details) {
        var table = new Table("NOT DELIVERED", "COUNT", "");
        List<MetricReading> counted =
                details.metrics().stream()
                        .filter(reading -> isDrop(reading) && reading.value() > 0)
                        .toList();
        counted.forEach(reading ->
                table.add(
                        reading.name().substring(DROPPED.length()),
                        number(reading.value()),
                        reading.help()));
        return counted.isEmpty() ? List.of("every event was delivered") : table.lines();
    }

    private static void section(
            List<String> lines, String title, NodeDetails details, Predicate<MetricReading> isIn) {
        var table = new Table(title, "VALUE", "");
        List<MetricReading> counted =
                details.metrics().stream().filter(isIn).filter(r -> r.value() != 0).toList();
        counted.forEach(reading ->
                table.add(
                        reading.name() + labels(reading.labels()),
                        number(reading.value()),
                        reading.help()));
        if (!counted.isEmpty()) {
            lines.add("");
            lines.addAll(table.lines());
        }
    }

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
