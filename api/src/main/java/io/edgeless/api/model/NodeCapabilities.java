package io.edgeless.api.model;

import java.util.List;

/// What a node is. No number is negative: one of the wire that does not fit is read as the largest
/// that does, so that sums have to saturate.
///
/// @param clockFreqCpu MHz, finite; a weight of the random placement. 0 when the node sent no
///   number
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
