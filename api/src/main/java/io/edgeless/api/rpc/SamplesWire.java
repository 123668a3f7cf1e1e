package io.edgeless.api.rpc;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.PerformanceSamples.LogEntry;
import io.edgeless.api.model.PerformanceSamples.Sample;
import io.edgeless.api.rpc.wire.FunctionLogEntries;
import io.edgeless.api.rpc.wire.FunctionLogEntry;
import io.edgeless.api.rpc.wire.NodePerformanceSamples;
import io.edgeless.api.rpc.wire.Samples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Translates performance samples. Entries whose id is no UUID are left out, as in v1.2.
final class SamplesWire {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long SECONDS_MAX = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    private SamplesWire() {}

    static PerformanceSamples read(NodePerformanceSamples wire) {
        return new PerformanceSamples(
                read(wire.getFunctionInstantiateTimesList()),
                read(wire.getFunctionInitTimesList()),
                read(wire.getFunctionExecutionTimesList()),
                read(wire.getFunctionStopTimesList()),
                read(wire.getFunctionTransferTimesList()),
                readLogs(wire.getFunctionLogEntriesList()));
    }

    private static Map<PhysicalId, List<Sample>> read(List<Samples> wire) {
        Map<PhysicalId, List<Sample>> samples = new LinkedHashMap<>();
        for (Samples one : wire) {
            PhysicalId.parse(one.getId())
                    .ifPresent(id ->
                            samples.put(
                                    id,
                                    one.getSamplesList().stream().map(SamplesWire::read).toList()));
        }
        return samples;
    }

    private static Sample read(io.edgeless.api.rpc.wire.Sample wire) {
        return new Sample(nanos(wire.getTimestampSec(), wire.getTimestampNs()), wire.getSample());
    }

    static long nanos(long seconds, int nanos) {
        return Math.clamp(seconds, 0, SECONDS_MAX) * NANOS_PER_SECOND
                + Math.clamp(nanos, 0, NANOS_PER_SECOND - 1);
    }

    private static Map<PhysicalId, List<LogEntry>> readLogs(List<FunctionLogEntries> wire) {
        Map<PhysicalId, List<LogEntry>> logs = new LinkedHashMap<>();
        for (FunctionLogEntries one : wire) {
            PhysicalId.parse(one.getId())
                    .ifPresent(id ->
                            logs.put(
                                    id,
                                    one.getEntriesList().stream().map(SamplesWire::read).toList()));
        }
        return logs;
    }

    private static LogEntry read(FunctionLogEntry wire) {
        return new LogEntry(
                nanos(wire.getTimestampSec(), wire.getTimestampNs()),
                wire.getTarget(),
                wire.getMsg());
    }

    static NodePerformanceSamples write(PerformanceSamples samples) {
        NodePerformanceSamples.Builder wire = NodePerformanceSamples.newBuilder();
        samples.instantiateTimes()
                .forEach((id, list) -> wire.addFunctionInstantiateTimes(write(id, list)));
        samples.initTimes().forEach((id, list) -> wire.addFunctionInitTimes(write(id, list)));
        samples.executionTimes()
                .forEach((id, list) -> wire.addFunctionExecutionTimes(write(id, list)));
        samples.stopTimes().forEach((id, list) -> wire.addFunctionStopTimes(write(id, list)));
        samples.transferTimes()
                .forEach((id, list) -> wire.addFunctionTransferTimes(write(id, list)));
        samples.logEntries().forEach((id, list) -> wire.addFunctionLogEntries(writeLogs(id, list)));
        return wire.build();
    }

    private static Samples write(PhysicalId id, List<Sample> samples) {
        Samples.Builder wire = Samples.newBuilder().setId(id.toString());
        for (Sample sample : samples) {
            wire.addSamples(
                    io.edgeless.api.rpc.wire.Sample.newBuilder()
                            .setTimestampSec(sample.epochNanos() / NANOS_PER_SECOND)
                            .setTimestampNs((int) (sample.epochNanos() % NANOS_PER_SECOND))
                            .setSample(sample.seconds()));
        }
        return wire.build();
    }

    private static FunctionLogEntries writeLogs(PhysicalId id, List<LogEntry> entries) {
        FunctionLogEntries.Builder wire = FunctionLogEntries.newBuilder().setId(id.toString());
        for (LogEntry entry : entries) {
            wire.addEntries(
                    FunctionLogEntry.newBuilder()
                            .setTimestampSec(entry.epochNanos() / NANOS_PER_SECOND)
                            .setTimestampNs((int) (entry.epochNanos() % NANOS_PER_SECOND))
                            .setTarget(entry.target())
                            .setMsg(entry.message()));
        }
        return wire.build();
    }
}
