package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.orchestrator.nodes.KnownNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The durable state: what the records add up to. It changes by [#apply] only, while running as
/// while restoring, so that a restart finds what was decided. Used by the core's thread only.
final class OrcState {

    /// Delayed repeats of a start come within minutes; at 10 stops a second this remembers what was
    /// stopped for a quarter of an hour.
    private static final int REMEMBERED_MAX = 10_000;

    /// As many as a domain has nodes; each is forgotten when all others have forgotten it.
    private static final int LOST_MAX = 1_000;

    private final Map<LogicalId, Component> components = new LinkedHashMap<>();
    private final Map<NodeId, Set<LogicalId>> byNode = new TreeMap<>();
    private final Map<LogicalId, Set<LogicalId>> senders = new TreeMap<>();
    private final TreeMap<NodeId, KnownNode> known = new TreeMap<>();
    private final Set<LogicalId> stopped = new LinkedHashSet<>();

    /// Nodes that others may still know as peers.
    private final Set<NodeId> lost = new LinkedHashSet<>();

    /// Epochs of components that were forgotten: a repeat of their start goes on from there, since
    /// a node that did not answer may still run one.
    private final Map<LogicalId, Long> spent = new LinkedHashMap<>();

    private long accepted;
    private boolean codeReleased;

    void apply(OrcRecord record) {
        switch (record) {
            case OrcRecord.NodeKnown(KnownNode node) -> {
                known.put(node.id(), node);
                lost.remove(node.id());
            }
            case OrcRecord.NodeForgotten(NodeId node) -> lost.remove(node);
            case OrcRecord.NodeLost(NodeId node) -> {
                known.remove(node);
                lost.add(node);
                dropOldest(lost, LOST_MAX);
                on(node).forEach(id -> change(id, Component::unplaced));
            }
            case OrcRecord.NodeCleared(NodeId node) -> clear(node);
            case OrcRecord.NodeUnclear(NodeId node) ->
                    known.computeIfPresent(node, (id, k) -> k.withUnclear(true));
            case OrcRecord.Accepted(LogicalId id, ComponentSpec spec) -> accept(id, spec);
            case OrcRecord.Placed r ->
                    change(r.logical(), c -> c.placed(r.node(), r.provider(), r.epoch()));
            case OrcRecord.Started r ->
                    change(r.logical(), c -> c.epoch() == r.epoch() ? c.started(r.physical()) : c);
            case OrcRecord.Established(LogicalId id) -> change(id, Component::asEstablished);
            case OrcRecord.Unplaced(LogicalId id) -> change(id, Component::unplaced);
            case OrcRecord.Connected r -> change(r.logical(), c -> c.connected(r.outputs()));
            case OrcRecord.Stopping(LogicalId id) -> change(id, Component::asStopping);
            case OrcRecord.Dropped(LogicalId id) -> {
                component(id).ifPresent(c -> spend(id, c.epoch()));
                remove(id);
            }
            case OrcRecord.Spent(LogicalId id, long epoch) -> spend(id, epoch);
            case OrcRecord.Stopped(LogicalId id) -> {
                remove(id);
                bury(id);
            }
        }
    }

    private void accept(LogicalId id, ComponentSpec spec) {
        Long last = spent.remove(id);
        Component fresh = Component.accepted(id, spec, ++accepted);
        components.put(id, last == null ? fresh : fresh.afterEpoch(last));
    }

    private void spend(LogicalId id, long epoch) {
        spent.put(id, epoch);
        dropOldest(spent.keySet(), REMEMBERED_MAX);
    }

    private void clear(NodeId node) {
        known.computeIfPresent(node, (id, k) -> k.withUnclear(false));
        for (LogicalId id : on(node)) {
            change(id, c -> c.instance().isPresent() ? c.unplaced() : c);
        }
    }

    private void change(LogicalId id, UnaryOperator<Component> change) {
        Component before = components.get(id);
        if (before != null) {
            unlink(before);
            Component after = change.apply(before);
            components.put(id, after);
            after.assignment()
                    .ifPresent(a -> byNode.computeIfAbsent(a.node(), n -> new TreeSet<>()).add(id));
            after.channels()
                    .values()
                    .forEach(target ->
                            senders.computeIfAbsent(target, t -> new TreeSet<>()).add(id));
        }
    }

    private void unlink(Component component) {
        LogicalId id = component.logical();
        component.assignment().ifPresent(a -> removeFrom(byNode, a.node(), id));
        component.channels().values().forEach(target -> removeFrom(senders, target, id));
    }

    private static <K> void removeFrom(Map<K, Set<LogicalId>> index, K key, LogicalId id) {
        index.computeIfPresent(
                key,
                (k, ids) -> {
                    ids.remove(id);
                    return ids.isEmpty() ? null : ids;
                });
    }

    private void remove(LogicalId id) {
        Component gone = components.remove(id);
        if (gone != null) {
            unlink(gone);
            codeReleased |= gone.spec().code().isPresent();
        }
    }

    private void bury(LogicalId id) {
        stopped.add(id);
        spent.remove(id);
        dropOldest(stopped, REMEMBERED_MAX);
    }

    private static <T> void dropOldest(Set<T> set, int max) {
        if (set.size() > max) {
            set.remove(set.iterator().next());
        }
    }

    /// Records that add up to the same state.
    List<OrcRecord> snapshot() {
        List<OrcRecord> records = new ArrayList<>();
        lost.forEach(node -> records.add(new OrcRecord.NodeLost(node)));
        known.values().forEach(node -> records.add(new OrcRecord.NodeKnown(node)));
        stopped.forEach(id -> records.add(new OrcRecord.Stopped(id)));
        spent.forEach((id, epoch) -> records.add(new OrcRecord.Spent(id, epoch)));
        components.values().forEach(component -> addRecords(component, records));
        return records;
    }

    private static void addRecords(Component c, List<OrcRecord> records) {
        LogicalId id = c.logical();
        records.add(new OrcRecord.Accepted(id, c.spec()));
        // Also where it was last, so that the next placement gets a higher epoch than that.
        Assignment at =
                c.assignment()
                        .orElse(new Assignment(NodeId.NONE, Optional.empty(), Optional.empty()));
        records.add(new OrcRecord.Placed(id, at.node(), at.provider(), c.epoch()));
        at.physical().ifPresent(p -> records.add(new OrcRecord.Started(id, c.epoch(), p)));
        if (c.established() && at.physical().isEmpty()) {
            records.add(new OrcRecord.Established(id));
        }
        if (c.assignment().isEmpty()) {
            records.add(new OrcRecord.Unplaced(id));
        }
        c.outputs().ifPresent(outputs -> records.add(new OrcRecord.Connected(id, outputs)));
        if (c.stopping()) {
            records.add(new OrcRecord.Stopping(id));
        }
    }

    Optional<Component> component(LogicalId id) {
        return Optional.ofNullable(components.get(id));
    }

    /// All, in the order in which they were accepted.
    Collection<Component> components() {
        return components.values();
    }

    /// Those placed on the node, by id.
    List<LogicalId> on(NodeId node) {
        return List.copyOf(byNode.getOrDefault(node, Set.of()));
    }

    /// Those with a channel to this one, by id.
    Set<LogicalId> sendersTo(LogicalId id) {
        return senders.getOrDefault(id, Set.of());
    }

    /// Whether it ran once and must not run again.
    boolean isStopped(LogicalId id) {
        return stopped.contains(id);
    }

    Optional<KnownNode> known(NodeId id) {
        return Optional.ofNullable(known.get(id));
    }

    /// All nodes that were not lost, by id.
    Collection<KnownNode> known() {
        return known.values();
    }

    /// Nodes that were lost and that others may still know as peers.
    Set<NodeId> lostNodes() {
        return Collections.unmodifiableSet(lost);
    }

    /// Components ever accepted in this life and found at its beginning.
    long accepted() {
        return accepted;
    }

    /// The code that is still needed, once since some was released.
    Optional<Set<Digest>> unusedCode() {
        if (!codeReleased) {
            return Optional.empty();
        }
        codeReleased = false;
        Set<Digest> used = new TreeSet<>(Comparator.comparing(Digest::hex));
        components.values().forEach(c -> c.spec().code().ifPresent(used::add));
        return Optional.of(used);
    }
}
