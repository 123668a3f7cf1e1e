package io.edgeless.simulation;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.WorkflowInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Compares what runs with what should run. This can hold only when the last fault is a while ago,
/// because nobody can know better before:
///
/// - one instance for each component, and none for a stopped workflow: a node that is cut off runs
///   what it ran, while the others have given it up; a lost node has to be missed first, and what a
///   client was told is stopped has only begun to be where its domain is away;
/// - each component in its domain, and shown as it is: reports take their time;
/// - channels, epochs and peers: whoever is to be told may be away, or be told late.
///
/// What can be said of every step is said by [Witness] and [Ledger], and by the simulation of the
/// steps after all was well.
final class Verdict {

    private final Cluster cluster;
    private final List<String> problems = new ArrayList<>();
    private final Map<LogicalId, List<Live>> live = new HashMap<>();

    /// An instance that runs.
    private record Live(NodePart node, Instance instance) {}

    private Verdict(Cluster cluster) {
        this.cluster = cluster;
        for (NodePart node : cluster.nodes()) {
            for (Instance instance : node.instances()) {
                Optional<Placement> placement = instance.placement();
                if (placement.isEmpty()) {
                    problems.add("%s runs %s, of nobody".formatted(node.name(), instance.id()));
                } else {
                    live.computeIfAbsent(placement.get().logical(), l -> new ArrayList<>())
                            .add(new Live(node, instance));
                }
            }
        }
    }

    /// What is not as it should be.
    ///
    /// @param workflows all that the controller has, as it shows them to a client
    static List<String> problems(Cluster cluster, Map<WorkflowId, WorkflowInfo> workflows) {
        var verdict = new Verdict(cluster);
        for (WorkflowId owed : cluster.ledger().owed()) {
            if (!workflows.containsKey(owed)) {
                verdict.problems.add("accepted workflow %s is not listed".formatted(owed));
            }
        }
        verdict.checkRequests(workflows);
        workflows.forEach(verdict::check);
        verdict.live.forEach((logical, instances) ->
                verdict.problems.add(
                        "%d instances of %s run on %s, in no workflow"
                                .formatted(
                                        instances.size(),
                                        logical,
                                        instances.getFirst().node.name())));
        verdict.checkPeers();
        return verdict.problems;
    }

    /// However often a request was repeated, it leads to one workflow.
    private void checkRequests(Map<WorkflowId, WorkflowInfo> workflows) {
        Map<String, WorkflowId> requests = new TreeMap<>();
        workflows.forEach((id, info) -> {
            String request = info.spec().annotations().get(ClientPart.REQUEST);
            WorkflowId other = request == null ? null : requests.put(request, id);
            if (other != null) {
                problems.add("%s led to both %s and %s".formatted(request, other, id));
            }
        });
    }

    private void check(WorkflowId id, WorkflowInfo info) {
        Map<String, Live> running = new TreeMap<>();
        int wanted = info.spec().functions().size() + info.spec().resources().size();
        if (info.status().components().size() != wanted) {
            problems.add("workflow %s is placed nowhere".formatted(id));
            return;
        }
        for (ComponentStatus component : info.status().components()) {
            one(id, component).ifPresent(found -> running.put(component.name(), found));
        }
        if (running.size() == wanted) {
            checkPatches(info, running);
        }
    }

    /// The one instance of the component, if all is well with it.
    private Optional<Live> one(WorkflowId id, ComponentStatus component) {
        String what = "%s of %s (%s)".formatted(component.name(), id, component.logical());
        List<Live> found = live.remove(component.logical());
        if (found == null || found.size() != 1) {
            problems.add("%s has %d instances".formatted(what, found == null ? 0 : found.size()));
            return Optional.empty();
        }
        Live only = found.getFirst();
        if (!only.node.home().name().equals(component.domain())) {
            problems.add("%s runs on %s, not in its domain".formatted(what, only.node.name()));
        }
        Optional<ComponentReport> report = component.report();
        if (report.filter(r -> r.state() == InstanceState.RUNNING).isEmpty()) {
            problems.add("%s runs, but is shown as %s".formatted(what, report));
        } else if (report.flatMap(ComponentReport::node).filter(only.node.id()::equals).isEmpty()) {
            problems.add("%s is shown at %s".formatted(what, report.get().node()));
        } else if (report.get().restarts() != only.instance.restarts) {
            problems.add("%s was restarted, which is not shown".formatted(what));
        }
        return Optional.of(only);
    }

    /// Each channel leads to the one instance of its target, and each receiver knows its senders.
    private void checkPatches(WorkflowInfo info, Map<String, Live> running) {
        Map<String, Map<String, String>> mappings = new TreeMap<>();
        info.spec().functions().forEach(f -> mappings.put(f.name(), f.outputMapping()));
        info.spec().resources().forEach(r -> mappings.put(r.name(), r.outputMapping()));
        Map<String, List<Placement>> sources = new TreeMap<>();
        mappings.forEach((name, mapping) -> {
            Live sender = at(running, name);
            Map<String, InstanceId> wanted = new TreeMap<>();
            mapping.forEach((channel, target) -> {
                Live receiver = at(running, target);
                wanted.put(channel, receiver.node.address(receiver.instance));
                sources.computeIfAbsent(target, t -> new ArrayList<>())
                        .add(sender.instance.placement().orElseThrow());
            });
            Map<String, InstanceId> told =
                    sender.instance.patch.map(Patch::outputs).orElse(Map.of());
            if (!told.equals(wanted)) {
                problems.add(
                        "%s on %s sends to %s, not %s"
                                .formatted(name, sender.node.name(), told, wanted));
            }
        });
        sources.forEach((name, placements) -> {
            List<Placement> told =
                    at(running, name).instance.patch.map(Patch::sources).orElse(List.of());
            // Nothing older than a first epoch could come.
            if (!placements.stream().allMatch(p -> p.epoch() == 1 || told.contains(p))) {
                problems.add("%s trusts %s, not %s".formatted(name, told, placements));
            }
        });
    }

    private static Live at(Map<String, Live> running, String name) {
        return Optional.ofNullable(running.get(name)).orElseThrow();
    }

    private void checkPeers() {
        for (NodePart node : cluster.nodes()) {
            if (!node.isUp()) {
                continue;
            }
            Map<NodeId, String> wanted = new TreeMap<>();
            for (NodePart other : node.home().nodes()) {
                if (other.isUp() && !other.equals(node)) {
                    wanted.put(other.id(), other.invocationUrl());
                }
            }
            if (!node.peers().equals(wanted)) {
                problems.add(
                        "%s knows the peers %s, not %s"
                                .formatted(node.name(), node.peers(), wanted));
            }
        }
    }
}
