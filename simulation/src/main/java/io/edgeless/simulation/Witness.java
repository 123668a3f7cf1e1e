package io.edgeless.simulation;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Watches every step for what must never happen, whatever has failed.
///
/// - Cores throw nothing, and restart from whatever their disk kept.
/// - An orchestrator gives each component rising epochs, each to one node, and does not start again
///   what it has answered to be stopped.
/// - A node has one instance of each component at most, no two nodes have the same epoch of one,
///   and an instance whose stop was confirmed is gone.
final class Witness {

    private final Trace trace;

    /// Each once: what is wrong after one step mostly is after the next.
    private final Set<String> violations = new LinkedHashSet<>();

    /// Components that ran somewhere at some time.
    private final Set<LogicalId> everRan = new HashSet<>();

    /// The last placement that each orchestrator commanded.
    private final Map<String, Map<LogicalId, Commanded>> commanded = new HashMap<>();

    /// How often an instance of the component was launched anew, not counting a node's own restart.
    private final Map<LogicalId, Integer> launches = new HashMap<>();

    /// Components whose stop an orchestrator has answered.
    private final Map<String, Set<LogicalId>> stopped = new HashMap<>();

    /// Instances whose stop their node has confirmed.
    private final Set<PhysicalId> gone = new HashSet<>();

    private record Commanded(long epoch, NodeId node) {}

    Witness(Trace trace) {
        this.trace = trace;
    }

    void violated(String what) {
        if (violations.add(what)) {
            trace.note("!", "VIOLATION", what);
        }
    }

    Set<String> violations() {
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
        stopped.remove(part.name());
        mourners.forEach(told -> told.accept(part.name()));
    }

    /// An orchestrator answers a stop: it never starts that component again.
    void stops(String orchestrator, LogicalId logical) {
        stopped.computeIfAbsent(orchestrator, name -> new HashSet<>()).add(logical);
    }

    /// An orchestrator commands a start: epochs of a component only rise, and each is for one node.
    void commands(String orchestrator, Placement placement, NodeId node) {
        if (stopped.getOrDefault(orchestrator, Set.of()).contains(placement.logical())) {
            violated("%s starts %s, which it has stopped".formatted(orchestrator, placement));
        }
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

    /// A node confirms a stop: that instance is not there, and never is again.
    void stopped(NodePart node, PhysicalId id) {
        gone.add(id);
        if (node.instance(id).isPresent()) {
            violated("%s runs %s, which it has stopped".formatted(node.name(), id));
        }
    }

    /// A node begins to launch an instance: it has no other one of the same component, and no node
    /// has one of the same epoch, whose state the two would write both. That an older epoch runs
    /// elsewhere at the same time cannot be helped: its node may be cut off.
    void launches(NodePart node, PhysicalId id, Optional<Placement> placement) {
        if (gone.contains(id)) {
            violated("%s starts %s, which it has stopped".formatted(node.name(), id));
        }
        if (placement.isEmpty()) {
            return;
        }
        LogicalId logical = placement.get().logical();
        for (Instance other : node.instances()) {
            if (other.isOf(logical) && !other.id().equals(id)) {
                violated("%s has two instances of %s".formatted(node.name(), logical));
            }
        }
        // With its disk an orchestrator loses the epochs it had given.
        if (node.home().disksLost() == 0) {
            node.home().nodes().stream()
                    .filter(other -> !other.equals(node) && other.runs(placement.get()))
                    .forEach(other ->
                            violated(
                                    "%s is on both %s and %s"
                                            .formatted(
                                                    placement.get(), other.name(), node.name())));
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
