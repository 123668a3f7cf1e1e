package io.edgeless.orchestrator.placement;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.spec.Constraints;

import java.util.List;

/// A node that could take a component, as far as it is known to be alive.
public record Candidate(NodeId id, NodeCapabilities capabilities, List<ProviderSpec> providers) {

    public Candidate {
        providers = List.copyOf(providers);
    }

    boolean meets(Constraints constraints) {
        List<String> offered = providers.stream().map(ProviderSpec::providerId).toList();
        return constraints.nodeIdMatchAny().filter(ids -> !ids.contains(id)).isEmpty()
                && capabilities.labels().containsAll(constraints.labelMatchAll())
                && offered.containsAll(constraints.resourceMatchAll())
                && (!constraints.teeRequired() || capabilities.teeRunning())
                && (!constraints.tpmRequired() || capabilities.hasTpm());
    }

    /// How much it gets of what is placed at random: computing power as far as it is known. One
    /// whose numbers make no sense counts like the smallest.
    double weight() {
        double cores = Math.max(capabilities.numCores(), capabilities.numCpus());
        double weight = cores * capabilities.clockFreqCpu();
        return Double.isFinite(weight) && weight > 0 ? weight : 1;
    }
}
