package io.edgeless.api.model;

import java.util.List;

/// What only the node itself knows.
///
/// @param metrics its counters and gauges
/// @param metricsLeftOut readings beyond what one answer has room for, and those that are no finite
///   number
public record NodeDetails(
        List<InstanceDetail> instances, List<MetricReading> metrics, int metricsLeftOut) {

    public NodeDetails {
        instances = List.copyOf(instances);
        metrics = List.copyOf(metrics);
    }
}
