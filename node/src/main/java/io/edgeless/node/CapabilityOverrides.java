package io.edgeless.node;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.world.SettingsReader;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the operator says of the machine, over what was detected (table `user_node_capabilities`).
/// A number of -1 and an empty text mean: as detected.
record CapabilityOverrides(
        Hardware hardware,
        Gpus gpus,
        List<String> labels,
        Optional<Boolean> teeRunning,
        Optional<Boolean> hasTpm) {

    private static final int AS_DETECTED = -1;

    record Hardware(
            int numCpus,
            int numCores,
            double clockFreqCpu,
            String modelNameCpu,
            int memSizeMiB,
            int diskTotSpaceMiB) {}

    record Gpus(int numGpus, String modelNameGpu, int memSizeGpuMiB) {}

    static CapabilityOverrides read(SettingsReader table) {
        return new CapabilityOverrides(
                new Hardware(
                        number(table, "num_cpus"),
                        number(table, "num_cores"),
                        table.number("clock_freq_cpu", AS_DETECTED),
                        table.string("model_name_cpu", ""),
                        number(table, "mem_size"),
                        number(table, "disk_tot_space")),
                new Gpus(
                        number(table, "num_gpus"),
                        table.string("model_name_gpu", ""),
                        number(table, "mem_size_gpu")),
                table.strings("labels"),
                flag(table, "is_tee_running"),
                flag(table, "has_tpm"));
    }

    private static int number(SettingsReader table, String key) {
        return (int) table.integer(key, AS_DETECTED, 0, Integer.MAX_VALUE);
    }

    private static Optional<Boolean> flag(SettingsReader table, String key) {
        return table.has(key) ? Optional.of(table.flag(key, false)) : Optional.empty();
    }

    NodeCapabilities over(NodeCapabilities detected, List<String> runtimes) {
        Set<String> allLabels = new TreeSet<>(labels);
        allLabels.addAll(detected.labels());
        return new NodeCapabilities(
                over(hardware.numCpus, detected.numCpus()),
                over(hardware.modelNameCpu, detected.modelNameCpu()),
                hardware.clockFreqCpu < 0 ? detected.clockFreqCpu() : (float) hardware.clockFreqCpu,
                over(hardware.numCores, detected.numCores()),
                over(hardware.memSizeMiB, detected.memSizeMiB()),
                List.copyOf(allLabels),
                teeRunning.orElse(detected.teeRunning()),
                hasTpm.orElse(detected.hasTpm()),
                runtimes,
                over(hardware.diskTotSpaceMiB, detected.diskTotSpaceMiB()),
                over(gpus.numGpus, detected.numGpus()),
                over(gpus.modelNameGpu, detected.modelNameGpu()),
                over(gpus.memSizeGpuMiB, detected.memSizeGpuMiB()));
    }

    private static int over(int wanted, int detected) {
        return wanted == AS_DETECTED ? detected : wanted;
    }

    private static String over(String wanted, String detected) {
        return wanted.isEmpty() ? detected : wanted;
    }
}
