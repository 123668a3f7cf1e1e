package io.edgeless.node.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.PerformanceSamples.LogEntry;
import io.edgeless.api.model.PerformanceSamples.Sample;
import io.edgeless.world.Clock;
import io.edgeless.world.Counter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects what the node measures until the next report to the orchestrator, if it is asked to.
/// Bounded in entries; when it is full, new ones are left out and counted. Safe for concurrent use.
public final class Samples {

    /// About 100 B each: at most 2 MB between two reports.
    private static final int ENTRIES_MAX = 20_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private enum Kind {
        INSTANTIATE,
        INIT,
        EXECUTION,
        STOP,
        TRANSFER
    }

    private final boolean enabled;
    private final Clock clock;
    private final Counter left;

    @GuardedBy("this")
    private final Map<Kind, Map<PhysicalId, List<Sample>>> samples = new EnumMap<>(Kind.class);

    @GuardedBy("this")
    private Map<PhysicalId, List<LogEntry>> logs = new LinkedHashMap<>();

    @GuardedBy("this")
    private int entries;

    /// @param enabled the setting `telemetry.performance_samples`
    /// @param left counts what was left out because too much came between two reports
    public Samples(boolean enabled, Clock clock, Counter left) {
        this.enabled = enabled;
        this.clock = clock;
        this.left = left;
    }

    public void instantiated(PhysicalId id, long nanos) {
        add(Kind.INSTANTIATE, id, nanos);
    }

    public void initialised(PhysicalId id, long nanos) {
        add(Kind.INIT, id, nanos);
    }

    public void executed(PhysicalId id, long nanos) {
        add(Kind.EXECUTION, id, nanos);
    }

    public void stopped(PhysicalId id, long nanos) {
        add(Kind.STOP, id, nanos);
    }

    public void transferred(PhysicalId id, long nanos) {
        add(Kind.TRANSFER, id, nanos);
    }

    /// A line a function logged.
    public void logged(PhysicalId id, long epochNanos, String target, String message) {
        if (enabled) {
            LogEntry entry = new LogEntry(epochNanos, target, message);
            synchronized (this) {
                if (hasRoom()) {
                    logs.computeIfAbsent(id, key -> new ArrayList<>()).add(entry);
                }
            }
        }
    }

    private void add(Kind kind, PhysicalId id, long nanos) {
        if (enabled) {
            Sample sample = new Sample(clock.epochNanos(), nanos / NANOS_PER_SECOND);
            synchronized (this) {
                if (hasRoom()) {
                    samples.computeIfAbsent(kind, key -> new LinkedHashMap<>())
                            .computeIfAbsent(id, key -> new ArrayList<>())
                            .add(sample);
                }
            }
        }
    }

    @GuardedBy("this")
    private boolean hasRoom() {
        if (entries >= ENTRIES_MAX) {
            left.add(1);
            return false;
        }
        entries++;
        return true;
    }

    /// Takes everything collected since the last time.
    public synchronized PerformanceSamples take() {
        PerformanceSamples taken =
                new PerformanceSamples(
                        of(Kind.INSTANTIATE),
                        of(Kind.INIT),
                        of(Kind.EXECUTION),
                        of(Kind.STOP),
                        of(Kind.TRANSFER),
                        logs);
        samples.clear();
        logs = new LinkedHashMap<>();
        entries = 0;
        return taken;
    }

    /// Puts back what was taken, because it was not delivered: in front of what came since, as far
    /// as there is room.
    public synchronized void putBack(PerformanceSamples taken) {
        putBack(Kind.INSTANTIATE, taken.instantiateTimes());
        putBack(Kind.INIT, taken.initTimes());
        putBack(Kind.EXECUTION, taken.executionTimes());
        putBack(Kind.STOP, taken.stopTimes());
        putBack(Kind.TRANSFER, taken.transferTimes());
        putBack(logs, taken.logEntries());
    }

    @GuardedBy("this")
    private void putBack(Kind kind, Map<PhysicalId, List<Sample>> taken) {
        if (!taken.isEmpty()) {
            putBack(samples.computeIfAbsent(kind, key -> new LinkedHashMap<>()), taken);
        }
    }

    @GuardedBy("this")
    private <V> void putBack(Map<PhysicalId, List<V>> present, Map<PhysicalId, List<V>> taken) {
        taken.forEach((id, values) -> {
            List<V> all = new ArrayList<>();
            for (V value : values) {
                if (hasRoom()) {
                    all.add(value);
                }
            }
            all.addAll(present.getOrDefault(id, List.of()));
            present.put(id, all);
        });
    }

    @GuardedBy("this")
    private Map<PhysicalId, List<Sample>> of(Kind kind) {
        return samples.getOrDefault(kind, Map.of());
    }
}
