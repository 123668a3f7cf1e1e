package io.edgeless.api.rpc;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.PerformanceSamples.LogEntry;
import io.edgeless.api.model.PerformanceSamples.Sample;
import io.edgeless.api.model.Quoted;
import io.edgeless.api.rpc.wire.Wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a node measured, between wire and model. Entries whose id is no UUID are left out with a
/// line in the log, as in v1.2: a wrong sample must not cost a node its registration.
final class WireSamples {

    private static final System.Logger LOG = System.getLogger(WireSamples.class.getName());

    private WireSamples() {}

    static PerformanceSamples read(Wire.NodePerformanceSamples samples) {
        return new PerformanceSamples(
                times(samples.getFunctionInstantiateTimesList()),
                times(samples.getFunctionInitTimesList()),
                times(samples.getFunctionExecutionTimesList()),
                times(samples.getFunctionStopTimesList()),
                times(samples.getFunctionTransferTimesList()),
                logEntries(samples.getFunctionLogEntriesList()));
    }

    static Wire.NodePerformanceSamples write(PerformanceSamples samples) {
        return Wire.NodePerformanceSamples.newBuilder()
                .addAllFunctionInstantiateTimes(times(samples.instantiateTimes()))
                .addAllFunctionInitTimes(times(samples.initTimes()))
                .addAllFunctionExecutionTimes(times(samples.executionTimes()))
                .addAllFunctionStopTimes(times(samples.stopTimes()))
                .addAllFunctionTransferTimes(times(samples.transferTimes()))
                .addAllFunctionLogEntries(logEntries(samples.logEntries()))
                .build();
    }

    private static Map<PhysicalId, List<Sample>> times(List<Wire.Samples> series) {
        Map<PhysicalId, List<Sample>> byInstance = new LinkedHashMap<>();
        for (Wire.Samples samples : series) {
            List<Sample> of = entriesOf(byInstance, samples.getId());
            for (Wire.Sample sample : samples.getSamplesList()) {
                of.add(
                        new Sample(
                                WireNumbers.epochNanos(
                                        sample.getTimestampSec(), sample.getTimestampNs()),
                                sample.getSample()));
            }
        }
        return Collections.unmodifiableMap(byInstance);
    }

    private static List<Wire.Samples> times(Map<PhysicalId, List<Sample>> byInstance) {
        return byInstance.entrySet().stream()
                .map(entry ->
                        Wire.Samples.newBuilder()
                                .setId(entry.getKey().toString())
                                .addAllSamples(
                                        entry.getValue().stream().map(WireSamples::write).toList())
                                .build())
                .toList();
    }

    private static Wire.Sample write(Sample sample) {
        return Wire.Sample.newBuilder()
                .setTimestampSec(WireNumbers.secsOf(sample.epochNanos()))
                .setTimestampNs(WireNumbers.nanosOf(sample.epochNanos()))
                .setSample(sample.seconds())
                .build();
    }

    private static Map<PhysicalId, List<LogEntry>> logEntries(List<Wire.FunctionLogEntries> logs) {
        Map<PhysicalId, List<LogEntry>> byInstance = new LinkedHashMap<>();
        for (Wire.FunctionLogEntries log : logs) {
            List<LogEntry> of = entriesOf(byInstance, log.getId());
            for (Wire.FunctionLogEntry entry : log.getEntriesList()) {
                of.add(
                        new LogEntry(
                                WireNumbers.epochNanos(
                                        entry.getTimestampSec(), entry.getTimestampNs()),
                                entry.getTarget(),
                                entry.getMsg()));
            }
        }
        return Collections.unmodifiableMap(byInstance);
    }

    private static List<Wire.FunctionLogEntries> logEntries(
            Map<PhysicalId, List<LogEntry>> byInstance) {
        return byInstance.entrySet().stream()
                .map(entry ->
                        Wire.FunctionLogEntries.newBuilder()
                                .setId(entry.getKey().toString())
                                .addAllEntries(
                                        entry.getValue().stream().map(WireSamples::write).toList())
                                .build())
                .toList();
    }

    private static Wire.FunctionLogEntry write(LogEntry entry) {
        return Wire.FunctionLogEntry.newBuilder()
                .setTimestampSec(WireNumbers.secsOf(entry.epochNanos()))
                .setTimestampNs(WireNumbers.nanosOf(entry.epochNanos()))
                .setTarget(entry.target())
                .setMsg(entry.message())
                .build();
    }

    /// Where to add entries of this instance; a list that nobody sees when the id is none.
    private static <T> List<T> entriesOf(Map<PhysicalId, List<T>> byInstance, String id) {
        return PhysicalId.parse(id)
                .map(instance -> byInstance.computeIfAbsent(instance, i -> new ArrayList<>()))
                .orElseGet(() -> {
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            "Left out samples of {0}, which is no UUID",
                            Quoted.text(id));
                    return new ArrayList<>();
                });
    }
}
