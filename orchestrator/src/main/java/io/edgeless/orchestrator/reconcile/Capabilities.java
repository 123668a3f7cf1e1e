package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.orchestrator.nodes.Node;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/// What a domain can run: sums and unions over its nodes.
final class Capabilities {

    private Capabilities() {}

    static DomainCapabilities of(List<Node> nodes) {
        return new DomainCapabilities(
                nodes.size(),
                sum(nodes, NodeCapabilities::numCpus),
                sum(nodes, NodeCapabilities::numCores),
                sum(nodes, NodeCapabilities::memSizeMiB),
                union(nodes, node -> node.capabilities().labels()),
                count(nodes, NodeCapabilities::teeRunning),
                count(nodes, NodeCapabilities::hasTpm),
                union(nodes, node -> node.capabilities().runtimes()),
                sum(nodes, NodeCapabilities::diskTotSpaceMiB),
                sum(nodes, NodeCapabilities::numGpus),
                sum(nodes, NodeCapabilities::memSizeGpuMiB),
                union(nodes, node -> texts(node, ProviderSpec::providerId)),
                union(nodes, node -> texts(node, ProviderSpec::classType)));
    }

    /// What does not fit is the largest number there is: nodes may claim anything.
    private static int sum(List<Node> nodes, ToIntFunction<NodeCapabilities> part) {
        long sum = 0;
        for (Node node : nodes) {
            sum += part.applyAsInt(node.capabilities());
        }
        return (int) Math.clamp(sum, 0L, Integer.MAX_VALUE);
    }

    private static int count(List<Node> nodes, Predicate<NodeCapabilities> condition) {
        return (int) nodes.stream().map(Node::capabilities).filter(condition).count();
    }

    private static List<String> union(List<Node> nodes, Function<Node, Collection<String>> part) {
        TreeSet<String> all = new TreeSet<>();
        nodes.forEach(node -> all.addAll(part.apply(node)));
        return List.copyOf(all);
    }

    private static List<String> texts(Node node, Function<ProviderSpec, String> part) {
        return node.providers().stream().map(part).toList();
    }
}
