package io.edgeless.api.model;

import java.util.List;

/// What a domain can run: sums and unions over its nodes. Memory and disk in MiB.
public record DomainCapabilities(
        int numNodes,
        int numCpus,
        int numCores,
        int memSizeMiB,
        List<String> labels,
        int numTee,
        int numTpm,
        List<String> runtimes,
        int diskTotSpaceMiB,
        int numGpus,
        int memSizeGpuMiB,
        List<String> resourceProviders,
        List<String> resourceClasses) {

    /// A domain without nodes.
    public static final DomainCapabilities NONE =
            new DomainCapabilities(
                    0, 0, 0, 0, List.of(), 0, 0, List.of(), 0, 0, 0, List.of(), List.of());

    public DomainCapabilities {
        labels = List.copyOf(labels);
        runtimes = List.copyOf(runtimes);
        resourceProviders = List.copyOf(resourceProviders);
        resourceClasses = List.copyOf(resourceClasses);
    }
}
