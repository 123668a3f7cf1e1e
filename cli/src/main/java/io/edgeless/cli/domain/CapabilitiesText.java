package io.edgeless.cli.domain;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.cli.session.Console;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// What a domain can run, for people (as the v1.2 client prints it) and for programs.
final class CapabilitiesText {

    private CapabilitiesText() {}

    static String of(DomainCapabilities capabilities) {
        return String.join(
                ", ",
                capabilities.numNodes() + " nodes",
                "%d CPUs (%d cores) with %d MiB"
                        .formatted(
                                capabilities.numCpus(),
                                capabilities.numCores(),
                                capabilities.memSizeMiB()),
                "labels " + list(capabilities.labels()),
                "num TEE " + capabilities.numTee(),
                "num TPM " + capabilities.numTpm(),
                "runtimes " + list(capabilities.runtimes()),
                "resources classes %s providers %s"
                        .formatted(
                                list(capabilities.resourceClasses()),
                                list(capabilities.resourceProviders())),
                "disk space " + capabilities.diskTotSpaceMiB() + " MiB",
                "%d GPUs with %d MiB"
                        .formatted(capabilities.numGpus(), capabilities.memSizeGpuMiB()));
    }

    private static String list(List<String> texts) {
        return "[" + String.join(",", texts) + "]";
    }

    static ObjectNode json(DomainId domain, DomainCapabilities capabilities) {
        ObjectNode json =
                Console.object()
                        .put("domain", domain.value())
                        .put("nodes", capabilities.numNodes())
                        .put("cpus", capabilities.numCpus())
                        .put("cores", capabilities.numCores())
                        .put("memory_mib", capabilities.memSizeMiB())
                        .put("tee", capabilities.numTee())
                        .put("tpm", capabilities.numTpm())
                        .put("disk_mib", capabilities.diskTotSpaceMiB())
                        .put("gpus", capabilities.numGpus())
                        .put("gpu_memory_mib", capabilities.memSizeGpuMiB());
        add(json.putArray("labels"), capabilities.labels());
        add(json.putArray("runtimes"), capabilities.runtimes());
        add(json.putArray("resource_classes"), capabilities.resourceClasses());
        add(json.putArray("resource_providers"), capabilities.resourceProviders());
        return json;
    }

    private static void add(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
