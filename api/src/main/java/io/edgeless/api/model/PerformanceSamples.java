package io.edgeless.api.model;

import io.edgeless.api.id.PhysicalId;

import java.util.List;
import java.util.Map;

/// What a node measured since its last report, by instance.
public record PerformanceSamples(
        Map<PhysicalId, List<Sample>> instantiateTimes,
        Map<PhysicalId, List<Sample>> initTimes,
        Map<PhysicalId, List<Sample>> executionTimes,
        Map<PhysicalId, List<Sample>> stopTimes,
        Map<PhysicalId, List<Sample>> transferTimes,
        Map<PhysicalId, List<LogEntry>> logEntries) {

    /// Nothing measured.
    public static final PerformanceSamples NONE =
            new PerformanceSamples(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /// One duration in seconds, and when it was measured (ns since 1970).
    public record Sample(long epochNanos, double seconds) {}

    /// One line a function logged, and when (ns since 1970).
    public record LogEntry(long epochNanos, String target, String message) {}
}
