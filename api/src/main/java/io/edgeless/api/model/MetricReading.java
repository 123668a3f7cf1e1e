package io.edgeless.api.model;

import java.util.Map;

/// A counter or a gauge as it stands on the metrics page of its program.
///
/// @param name as on the page, without the ending that the format gives a counter
/// @param isCounter whether it only ever rises
/// @param value finite
public record MetricReading(
        String name, Map<String, String> labels, boolean isCounter, double value, String help) {

    public MetricReading {
        labels = Map.copyOf(labels);
    }
}
