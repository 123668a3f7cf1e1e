package io.edgeless.api.model;

import java.util.List;

/// What a node is; unsigned on the wire, negative values are refused by the reader.
///
/// @param clockFreqCpu MHz; a weight of the random placement
/// @param memSizeMiB physical memory
/// @param diskTotSpaceMiB all disks together
public record NodeCapabilities(
        int numCpus,
        String modelNameCpu,
        float clockFreqCpu,
        int numCores,
        int memSizeMiB,
        List<String> labels,
        boolean teeRunning,
        boolean hasTpm,
        List<String> runtimes,
        int diskTotSpaceMiB,
        int numGpus,
        String modelNameGpu,
        int memSizeGpuMiB) {

    /// A node that can run nothing.
    public static final NodeCapabilities NONE =
            new NodeCapabilities(0, "", 0, 0, 0, List.of(), false, false, List.of(), 0, 0, "", 0);

    public NodeCapabilities {
        labels = List.copyOf(labels);
        runtimes = List.copyOf(runtimes);
    }
}
