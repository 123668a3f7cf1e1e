package io.edgeless.api.rpc;

import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.rpc.wire.v2.WireV2;

/// What a node knows of itself, between wire and model.
final class WireInsight {

    private WireInsight() {}

    static NodeDetails read(WireV2.NodeDetails details) {
        return new NodeDetails(
                details.getInstancesList().stream().map(WireInsight::read).toList(),
                details.getMetricsList().stream().map(WireInsight::read).toList(),
                WireNumbers.count(details.getMetricsLeftOut()));
    }

    static WireV2.NodeDetails write(NodeDetails details) {
        return WireV2.NodeDetails.newBuilder()
                .addAllInstances(details.instances().stream().map(WireInsight::write).toList())
                .addAllMetrics(details.metrics().stream().map(WireInsight::write).toList())
                .setMetricsLeftOut(details.metricsLeftOut())
                .build();
    }

    private static InstanceDetail read(WireV2.InstanceDetail detail) {
        Malformed.unlessPresent(detail.hasRunning(), "instances.running");
        return new InstanceDetail(
                WireNodes.read(detail.getRunning()),
                detail.getWorkflowId(),
                detail.getClassName(),
                new InstanceDetail.Waiting(
                        WireNumbers.count(detail.getWaitingEvents()),
                        WireNumbers.count(detail.getWaitingBytes()),
                        WireNumbers.count(detail.getWaitingEventsMax()),
                        WireNumbers.count(detail.getWaitingBytesMax()),
                        WireNumbers.count(detail.getPendingCalls())));
    }

    private static WireV2.InstanceDetail write(InstanceDetail detail) {
        InstanceDetail.Waiting waiting = detail.waiting();
        return WireV2.InstanceDetail.newBuilder()
                .setRunning(WireNodes.write(detail.running()))
                .setWorkflowId(detail.workflow())
                .setClassName(detail.className())
                .setWaitingEvents(waiting.events())
                .setWaitingBytes(waiting.bytes())
                .setWaitingEventsMax(waiting.eventsMax())
                .setWaitingBytesMax(waiting.bytesMax())
                .setPendingCalls(waiting.pendingCalls())
                .build();
    }

    /// A value that is no number is shown as 0.
    private static MetricReading read(WireV2.MetricReading reading) {
        double value = reading.getValue();
        return new MetricReading(
                reading.getName(),
                reading.getLabelsMap(),
                reading.getIsCounter(),
                Double.isFinite(value) ? value : 0,
                reading.getHelp());
    }

    private static WireV2.MetricReading write(MetricReading reading) {
        return WireV2.MetricReading.newBuilder()
                .setName(reading.name())
                .putAllLabels(reading.labels())
                .setIsCounter(reading.isCounter())
                .setValue(reading.value())
                .setHelp(reading.help())
                .build();
    }
}
