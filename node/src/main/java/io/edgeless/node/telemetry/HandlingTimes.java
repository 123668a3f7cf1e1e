package io.edgeless.node.telemetry;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.EventKind;
import io.edgeless.dataplane.HandlingListener;
import io.edgeless.world.Counters;
import io.edgeless.world.Histogram;
import io.edgeless.world.Labels;

/// Turns what the data plane tells of handled events into samples and histograms. Called on the
/// threads of the cells.
public final class HandlingTimes implements HandlingListener {

    private final Samples samples;
    private final Histogram execution;
    private final Histogram transfer;

    public HandlingTimes(NodeId node, Samples samples, Counters counters) {
        this.samples = samples;
        Labels labels = Labels.of("node_id", node.toString());
        this.execution = counters.histogram(NodeMetric.EXECUTION_TIMES, labels);
        this.transfer = counters.histogram(NodeMetric.TRANSFER_TIMES, labels);
    }

    @Override
    public void handled(
            PhysicalId instance, EventKind kind, long transferNanos, long executionNanos) {
        transfer.observeNanos(transferNanos);
        execution.observeNanos(executionNanos);
        samples.transferred(instance, transferNanos);
        samples.executed(instance, executionNanos);
    }
}
