package io.edgeless.simulation;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Watches every step for what must never happen.
final class Witness {

    private final Trace trace;
    private final List<String> violations = new ArrayList<>();

    /// Components that ran somewhere at some time.
    private final Set<LogicalId> everRan = new HashSet<>();

    /// The last placement that each orchestrator commanded.
    private final Map<String, Map<LogicalId, Commanded>> commanded = new HashMap<>();

    /// How often an instance of the component was launched anew, not counting a node's own restart.
    private final Map<LogicalId, Integer> launches = new HashMap<>();

    private record Commanded(long epoch, NodeId node) {}

    Witness(Trace trace) {
        this.trace = trace;
    }

    void violated(String what) {
        trace.note("!", "VIOLATION", what);
        violations.add(what);
    }

    List<String> violations() {
        return violations;
    }

    /// Called with the name of the part whose disk is lost.
    private final List<Consumer<String>> mourners = new ArrayList<>();

    void onDiskLost(Consumer<String> told) {
        mourners.add(told);
    }

    /// A disk is lost, and with it what its program has decided.
    void diskLost(Part part) {
        commanded.remove(part.name());
        mourners.forEach(told -> told.accept(part.name()));
    }

    /// An orchestrator commands a start: epochs of a component only rise, and each is for one node.
    void commands(String orchestrator, Placement placement, NodeId node) {
        Map<LogicalId, Commanded> own =
                commanded.computeIfAbsent(orchestrator, name -> new HashMap<>());
        Commanded last = own.put(placement.logical(), new Commanded(placement.epoch(), node));
        if (last == null) {
            return;
        }
        if (placement.epoch() < last.epoch) {
            violated(
                    "%s went back from epoch %d to %s"
                            .formatted(orchestrator, last.epoch, placement));
        }
        if (placement.epoch() == last.epoch && !node.equals(last.node)) {
            violated(
                    "%s gave %s to both %s and %s"
                            .formatted(orchestrator, placement, last.node, node));
        }
    }

    /// A node begins to launch an instance: it has no other one of the same component.
    void launches(NodePart node, PhysicalId id, Optional<Placement> placement) {
        if (placement.isEmpty()) {
            return;
        }
        LogicalId logical = placement.get().logical();
        for (Instance other : node.instances()) {
            if (other.isOf(logical) && !other.id().equals(id)) {
                violated("%s has two instances of %s".formatted(node.name(), logical));
            }
        }
    }

    /// An instance of the component runs for the first time.
    void runs(LogicalId logical) {
        everRan.add(logical);
        launches.merge(logical, 1, Integer::sum);
    }

    boolean everRan(LogicalId logical) {
        return everRan.contains(logical);
    }

    /// How many instances of the component ever ran.
    int launches(LogicalId logical) {
        return launches.getOrDefault(logical, 0);
    }
}
