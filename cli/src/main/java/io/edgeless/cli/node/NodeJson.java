package io.edgeless.cli.node;

import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.MetricReading;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.cli.session.Console;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;

/// A node for programs. Units are in the keys.
final class NodeJson {

    private NodeJson() {}

    static ObjectNode of(NodeInspection inspection) {
        ObjectNode json = of(inspection.node());
        inspection.details().ifPresent(details -> add(json, details));
        if (inspection.details().isEmpty()) {
            json.put("silence", inspection.silence());
        }
        return json;
    }

    static ObjectNode of(NodeEntry node) {
        ObjectNode json =
                Console.object()
                        .put("node", node.node().toString())
                        .put("domain", node.domain().value())
                        .put("state", NodeText.standing(node))
                        .put("silent_ms", node.silent().toMillis())
                        .put("lease_left_ms", node.leaseLeft().toMillis())
                        .put("agent_url", node.agentUrl())
                        .put("invocation_url", node.invocationUrl())
                        .put("placed", node.components());
        json.set("capabilities", capabilities(node.capabilities()));
        json.set("health", health(node.health()));
        ArrayNode providers = json.putArray("providers");
        node.providers()
                .forEach(provider ->
                        addAll(
                                providers
                                        .addObject()
                                        .put("provider", provider.providerId())
                                        .put("class", provider.classType())
                                        .putArray("outputs"),
                                provider.outputs()));
        return json;
    }

    private static ObjectNode capabilities(NodeCapabilities node) {
        ObjectNode json =
                Console.object()
                        .put("cpus", node.numCpus())
                        .put("cores", node.numCores())
                        .put("cpu_model", node.modelNameCpu())
                        .put("cpu_mhz", node.clockFreqCpu())
                        .put("memory_mib", node.memSizeMiB())
                        .put("disk_mib", node.diskTotSpaceMiB())
                        .put("tee", node.teeRunning())
                        .put("tpm", node.hasTpm())
                        .put("gpus", node.numGpus())
                        .put("gpu_model", node.modelNameGpu())
                        .put("gpu_memory_mib", node.memSizeGpuMiB());
        addAll(json.putArray("runtimes"), node.runtimes());
        addAll(json.putArray("labels"), node.labels());
        return json;
    }

    private static ObjectNode health(NodeHealth health) {
        return Console.object()
                .put("load_1min_percent", health.loadAvg1())
                .put("load_5min_percent", health.loadAvg5())
                .put("load_15min_percent", health.loadAvg15())
                .put("memory_free_kib", health.memFree())
                .put("memory_used_kib", health.memUsed())
                .put("memory_available_kib", health.memAvailable())
                .put("process_cpu_percent", health.procCpuUsage())
                .put("process_memory_kib", health.procMemory())
                .put("process_virtual_memory_kib", health.procVmemory())
                .put("disk_free_bytes", health.diskFreeSpace())
                .put("disk_reads", health.diskTotReads())
                .put("disk_writes", health.diskTotWrites())
                .put("rx_bytes", health.network().rxBytes())
                .put("rx_errors", health.network().rxErrors())
                .put("tx_bytes", health.network().txBytes())
                .put("tx_errors", health.network().txErrors())
                .put("gpu_load_percent", health.gpuLoadPerc())
                .put("gpu_temperature_millicelsius", health.gpuTempCels())
                .put("power_mw", health.activePower());
    }

    private static void add(ObjectNode json, NodeDetails details) {
        ArrayNode instances = json.putArray("instances");
        details.instances().forEach(detail -> instances.add(instance(detail)));
        ObjectNode dropped = json.putObject("dropped_events");
        ArrayNode metrics = json.putArray("metrics");
        for (MetricReading reading : details.metrics()) {
            if (reading.name().startsWith(MetricText.DROPPED)) {
                String reason = reading.name().substring(MetricText.DROPPED.length());
                dropped.put(reason, (long) reading.value());
            }
            metrics.add(metric(reading));
        }
        json.put("metrics_left_out", details.metricsLeftOut());
    }

    private static ObjectNode metric(MetricReading reading) {
        ObjectNode json = Console.object().put("name", reading.name());
        json.set("labels", Console.object(reading.labels()));
        return json.put("counter", reading.isCounter())
                .put("value", reading.value())
                .put("help", reading.help());
    }

    private static ObjectNode instance(InstanceDetail detail) {
        RunningInstance running = detail.running();
        InstanceDetail.Waiting waiting = detail.waiting();
        ObjectNode json =
                Console.object()
                        .put("instance", running.instance().function().toString())
                        .put("class", detail.className())
                        .put("workflow", detail.workflow());
        running.placement()
                .ifPresent(placement ->
                        json.put("logical_id", placement.logical().toString())
                                .put("epoch", placement.epoch()));
        return json.put("state", running.state().name().toLowerCase(Locale.ROOT))
                .put("restarts", running.restarts())
                .put("last_error", running.lastError())
                .put("url", running.url())
                .put("waiting_events", waiting.events())
                .put("waiting_events_max", waiting.eventsMax())
                .put("waiting_bytes", waiting.bytes())
                .put("waiting_bytes_max", waiting.bytesMax())
                .put("pending_calls", waiting.pendingCalls());
    }

    private static void addAll(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
