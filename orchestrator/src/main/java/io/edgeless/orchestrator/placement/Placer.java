package io.edgeless.orchestrator.placement;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.spec.Constraints;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Chooses nodes: filters those that cannot take the component, then draws one. Its only state is
/// where the round robin stands. Owned by the core; used by its thread only.
public final class Placer {

    private static final String PORTAL = "portal";

    private final Strategy strategy;
    private Optional<NodeId> lastChosen = Optional.empty();

    public Placer(Strategy strategy) {
        this.strategy = strategy;
    }

    /// A node that can run the function; empty when there is none.
    public Optional<Choice> place(FunctionSpec spec, List<Candidate> candidates, Draw draw) {
        Constraints constraints = Constraints.parse(spec.annotations()).constraints();
        List<Candidate> feasible =
                candidates.stream()
                        .filter(node -> canRun(node.capabilities(), spec.code().type()))
                        .filter(node -> node.meets(constraints))
                        .sorted(Comparator.comparing(Candidate::id))
                        .toList();
        if (feasible.isEmpty()) {
            return Optional.empty();
        }
        Candidate chosen =
                switch (strategy) {
                    case RANDOM -> weighted(feasible, draw);
                    case ROUND_ROBIN -> next(feasible);
                };
        return Optional.of(new Choice(chosen.id(), Optional.empty()));
    }

    private static boolean canRun(NodeCapabilities capabilities, String type) {
        return capabilities.numCpus() != 0
                && capabilities.numCores() != 0
                && capabilities.runtimes().contains(type);
    }

    private static Candidate weighted(List<Candidate> feasible, Draw draw) {
        double total = feasible.stream().mapToDouble(Candidate::weight).sum();
        double left = draw.fraction() * total;
        for (Candidate node : feasible) {
            left -= node.weight();
            if (left < 0) {
                return node;
            }
        }
        return feasible.getLast();
    }

    /// The first one behind the last chosen: stays fair while nodes come and go.
    private Candidate next(List<Candidate> feasible) {
        Candidate next =
                feasible.stream()
                        .filter(node ->
                                lastChosen.filter(l -> l.compareTo(node.id()) >= 0).isEmpty())
                        .findFirst()
                        .orElse(feasible.getFirst());
        lastChosen = Optional.of(next.id());
        return next;
    }

    /// A provider that can run the resource; each has the same chance. Empty when there is none.
    public Optional<Choice> place(ResourceSpec spec, List<Candidate> candidates, Draw draw) {
        Optional<String> portal = portalProvider(spec);
        Constraints constraints = Constraints.parse(spec.configuration()).constraints();
        List<Choice> feasible = new ArrayList<>();
        candidates.stream()
                .sorted(Comparator.comparing(Candidate::id))
                .filter(node -> portal.isPresent() || node.meets(constraints))
                .forEach(node -> addProviders(spec, portal, node, feasible));
        return feasible.isEmpty()
                ? Optional.empty()
                : Optional.of(feasible.get(draw.index(feasible.size())));
    }

    /// The portal half of a bridge belongs to the one balancer of the domain it names.
    private static Optional<String> portalProvider(ResourceSpec spec) {
        boolean isPortalHalf =
                spec.classType().equals(PORTAL)
                        && PORTAL.equalsIgnoreCase(spec.configuration().get("domain"));
        return isPortalHalf
                ? Optional.of("portal-" + spec.configuration().getOrDefault("domain_name", ""))
                : Optional.empty();
    }

    private static void addProviders(
            ResourceSpec spec, Optional<String> portal, Candidate node, List<Choice> feasible) {
        node.providers().stream()
                .filter(provider -> provider.classType().equals(spec.classType()))
                .map(ProviderSpec::providerId)
                .filter(id -> portal.filter(wanted -> !wanted.equals(id)).isEmpty())
                .sorted()
                .forEach(id -> feasible.add(new Choice(node.id(), Optional.of(id))));
    }
}
