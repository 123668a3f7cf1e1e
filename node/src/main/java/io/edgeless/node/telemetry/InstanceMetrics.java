package io.edgeless.node.telemetry;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.EventKind;
import io.edgeless.dataplane.HandlingListener;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.edgeless.world.Histogram;
import io.edgeless.world.Labels;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts and measures the instances of this node: the series of EDGELESS v1.2 with its names and
/// labels, and ours. Series of an instance go when it goes. Called by the threads of the cells and
/// by those that start and stop instances.
public final class InstanceMetrics implements HandlingListener {

    private static final String FUNCTION = "function_id";
    private static final String TYPE = "function_type";
    private static final String INVOCATION = "invocation_type";

    private final Labels node;
    private final Samples samples;
    private final Counters counters;
    private final Counter refused;
    private final Counter logLinesLeftOut;
    private final Counter statesNotSaved;
    private final Map<PhysicalId, Series> series = new ConcurrentHashMap<>();

    private record Series(Histogram casts, Histogram calls, Histogram transfer, Counter failures) {}

    public InstanceMetrics(NodeId node, Samples samples, Counters counters) {
        this.node = Labels.of("node_id", node.toString());
        this.samples = samples;
        this.counters = counters;
        this.refused = counters.counter(NodeMetric.STARTS_REFUSED, this.node);
        this.logLinesLeftOut = counters.counter(NodeMetric.LOG_LINES_LEFT_OUT, this.node);
        this.statesNotSaved = counters.counter(NodeMetric.STATES_NOT_SAVED, this.node);
    }

    /// An instance is going to handle events.
    ///
    /// @param type of a function its runtime, of a resource its class
    public void appeared(PhysicalId id, String type) {
        Labels instance = node.and(FUNCTION, id.toString());
        Labels typed = instance.and(TYPE, type);
        series.put(
                id,
                new Series(
                        execution(typed, "Cast"),
                        execution(typed, "Call"),
                        counters.histogram(NodeMetric.TRANSFER_TIMES, instance),
                        counters.counter(NodeMetric.FUNCTION_FAILURES, instance)));
    }

    private Histogram execution(Labels typed, String invocation) {
        return counters.histogram(NodeMetric.EXECUTION_TIMES, typed.and(INVOCATION, invocation));
    }

    /// An instance is gone.
    public void gone(PhysicalId id) {
        series.remove(id);
        counters.forget(FUNCTION, id.toString());
    }

    /// The number of living guests of a runtime changed.
    public void guests(String type, int change) {
        counters.gauge(NodeMetric.FUNCTION_COUNT, node.and(TYPE, type)).add(change);
    }

    /// A guest broke, or could not be started again.
    public void failed(PhysicalId id) {
        Series of = series.get(id);
        if (of != null) {
            of.failures.add(1);
        }
    }

    /// An instance could not be started.
    public void refused() {
        refused.add(1);
    }

    /// A guest logged more than it may.
    public void logLineLeftOut() {
        logLinesLeftOut.add(1);
    }

    /// A guest was told that its state is not saved.
    public void stateNotSaved() {
        statesNotSaved.add(1);
    }

    @Override
    public void handled(
            PhysicalId instance, EventKind kind, long transferNanos, long executionNanos) {
        samples.transferred(instance, transferNanos);
        samples.executed(instance, executionNanos);
        Series of = series.get(instance);
        if (of != null) {
            of.transfer.observeNanos(transferNanos);
            (kind == EventKind.CALL ? of.calls : of.casts).observeNanos(executionNanos);
        }
    }
}
