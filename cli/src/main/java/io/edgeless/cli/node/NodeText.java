package io.edgeless.cli.node;

import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.RunningInstance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An inspected node as lines: what its orchestrator knows, then what it says itself.
final class NodeText {

    private static final int KIB_PER_MIB = 1024;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final List<String> lines = new ArrayList<>();

    private NodeText() {}

    static List<String> of(NodeInspection inspection) {
        var text = new NodeText();
        text.addEntry(inspection.node());
        text.addCapabilities(inspection.node().capabilities());
        text.addHealth(inspection.node().health());
        inspection
                .node()
                .providers()
                .forEach(provider ->
                        text.add(
                                "provider",
                                "%s (class %s)"
                                        .formatted(provider.providerId(), provider.classType())));
        inspection.details().ifPresent(text::addDetails);
        if (inspection.details().isEmpty()) {
            text.add("details", inspection.silence());
        }
        return text.lines;
    }

    static String standing(NodeEntry node) {
        return node.standing().name().toLowerCase(Locale.ROOT);
    }

    static String heard(NodeEntry node) {
        return "%s ago".formatted(seconds(node.silent()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / MILLIS_PER_SECOND);
    }

    static String percent(int value) {
        return value < 0 ? "-" : value + "%";
    }

    static String list(List<String> texts) {
        return texts.isEmpty() ? "-" : String.join(",", texts);
    }

    private void add(String name, String value) {
        lines.add("%-12s %s".formatted(name, value).stripTrailing());
    }

    private void addEntry(NodeEntry node) {
        add("node", node.node().toString());
        add("domain", node.domain().value());
        add(
                "state",
                "%s, heard of %s, lease left %s"
                        .formatted(standing(node), heard(node), seconds(node.leaseLeft())));
        add("instances", node.components() + " placed here");
        add("agent", node.agentUrl());
        add("invocation", node.invocationUrl());
    }

    private void addCapabilities(NodeCapabilities node) {
        add(
                "processor",
                "%d CPUs (%d cores) %s"
                        .formatted(node.numCpus(), node.numCores(), node.modelNameCpu()));
        if (node.numGpus() > 0) {
            add(
                    "gpu",
                    "%d with %d MiB %s"
                            .formatted(node.numGpus(), node.memSizeGpuMiB(), node.modelNameGpu()));
        }
        add("runtimes", list(node.runtimes()));
        add("labels", list(node.labels()));
        add("trust", "TEE %s, TPM %s".formatted(yesNo(node.teeRunning()), yesNo(node.hasTpm())));
        add(
                "size",
                "%d MiB memory, %d MiB disk".formatted(node.memSizeMiB(), node.diskTotSpaceMiB()));
    }

    private static String yesNo(boolean is) {
        return is ? "yes" : "no";
    }

    private void addHealth(NodeHealth health) {
        add(
                "load",
                "%s %s %s (1, 5, 15 minutes)"
                        .formatted(
                                percent(health.loadAvg1()),
                                percent(health.loadAvg5()),
                                percent(health.loadAvg15())));
        add(
                "free",
                "%d MiB memory, %d MiB disk"
                        .formatted(
                                health.memAvailable() / KIB_PER_MIB,
                                health.diskFreeSpace() / KIB_PER_MIB / KIB_PER_MIB));
        add(
                "process",
                "%s CPU, %d MiB memory"
                        .formatted(
                                percent(health.procCpuUsage()), health.procMemory() / KIB_PER_MIB));
    }

    private void addDetails(NodeDetails details) {
        lines.add("");
        if (details.instances().isEmpty()) {
            lines.add("runs nothing");
        } else {
            lines.addAll(instances(details).lines());
        }
        MetricText.lines(details).forEach(lines::add);
    }

    private static Table instances(NodeDetails details) {
        var table =
                new Table(
                        "INSTANCE",
                        "CLASS",
                        "STATE",
                        "RESTARTS",
                        "WAITING",
                        "CALLS",
                        "WORKFLOW",
                        "LAST ERROR");
        for (InstanceDetail detail : details.instances()) {
            RunningInstance running = detail.running();
            InstanceDetail.Waiting waiting = detail.waiting();
            table.add(
                    running.instance().function().toString(),
                    detail.className(),
                    running.state().name().toLowerCase(Locale.ROOT),
                    Integer.toString(running.restarts()),
                    "%d of %d".formatted(waiting.events(), waiting.eventsMax()),
                    Integer.toString(waiting.pendingCalls()),
                    detail.workflow(),
                    running.lastError());
        }
        return table;
    }
}
