package io.edgeless.controller.reconcile;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.controller.domains.KnownDomain;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// The durable state: what the records add up to. It changes by [#apply] only, while running as
/// while restoring, so that a restart finds what was decided. Used by the core's thread only.
final class ControllerState {

    /// Repeats of a request come within minutes; at one start a second this remembers them for a
    /// quarter of an hour.
    private static final int ANSWERED_MAX = 1_000;

    /// A domain that never returns leaves its components here, some 100 bytes each. Beyond this the
    /// oldest are forgotten; a domain of ours reports them again when it does return.
    private static final int REMOVALS_MAX = 100_000;

    private final Map<WorkflowId, Workflow> workflows = new LinkedHashMap<>();
    private final Map<Place, WorkflowId> places = new HashMap<>();
    private final Map<DomainId, Map<LogicalId, Removal>> removals = new TreeMap<>();
    private final Map<DomainId, KnownDomain> known = new TreeMap<>();
    private final Map<String, WorkflowId> requests = new LinkedHashMap<>();
    private final Map<String, String> answered = new LinkedHashMap<>();

    /// A component of a domain.
    record Place(DomainId domain, LogicalId logical) {

        static Place of(Slot slot) {
            return new Place(slot.domain(), slot.logical());
        }

        static Place of(Removal removal) {
            return new Place(removal.domain(), removal.logical());
        }
    }

    void apply(ControllerRecord record) {
        switch (record) {
            case ControllerRecord.Accepted r -> accept(r);
            case ControllerRecord.Placed r ->
                    change(r.workflow(), w -> w.placed(r.generation(), r.slots()));
            case ControllerRecord.Started r -> start(r);
            case ControllerRecord.Established r -> change(r.workflow(), Workflow::asEstablished);
            case ControllerRecord.Withdrawn r -> withdraw(r.workflow());
            case ControllerRecord.Ended r -> end(r);
            case ControllerRecord.Doomed r -> doom(r.removal());
            case ControllerRecord.Removed r ->
                    removalsIn(r.removal().domain()).remove(r.removal().logical());
            case ControllerRecord.Known r -> known.put(r.domain().id(), r.domain());
            case ControllerRecord.Reset r -> reset(r.domain());
            case ControllerRecord.Answered r -> answer(r.requestId(), r.why());
        }
    }

    private void accept(ControllerRecord.Accepted r) {
        workflows.put(
                r.workflow(), Workflow.accepted(r.workflow(), r.requestId(), r.spec(), r.states()));
        r.requestId().ifPresent(request -> requests.put(request, r.workflow()));
    }

    private void change(WorkflowId id, UnaryOperator<Workflow> change) {
        Workflow before = workflows.get(id);
        if (before != null) {
            before.slots().forEach(slot -> places.remove(Place.of(slot)));
            Workflow after = change.apply(before);
            after.slots().forEach(slot -> places.put(Place.of(slot), id));
            workflows.put(id, after);
        }
    }

    /// Touches the one place only: a large workflow has many.
    private void start(ControllerRecord.Started r) {
        Workflow before = workflows.get(r.workflow());
        if (before != null && before.generation() == r.generation()) {
            before.slot(r.component()).ifPresent(slot -> places.remove(Place.of(slot)));
            Workflow after = before.started(r.component(), r.logical());
            after.slot(r.component()).ifPresent(slot -> places.put(Place.of(slot), r.workflow()));
            workflows.put(r.workflow(), after);
        }
    }

    private void withdraw(WorkflowId id) {
        workflow(id).ifPresent(w -> w.slots().forEach(this::doom));
        change(id, Workflow::withdrawn);
    }

    private void end(ControllerRecord.Ended r) {
        withdraw(r.workflow());
        Workflow ended = workflows.remove(r.workflow());
        if (ended != null) {
            ended.requestId().ifPresent(request -> answer(request, r.why()));
        }
    }

    private void answer(String requestId, String why) {
        requests.remove(requestId);
        if (!why.isEmpty()) {
            answered.put(requestId, why);
            dropOldest(answered, ANSWERED_MAX);
        }
    }

    private void doom(Slot slot) {
        doom(new Removal(slot.domain(), slot.logical(), slot.kind(), slot.started()));
    }

    private void doom(Removal removal) {
        Map<LogicalId, Removal> there =
                removals.computeIfAbsent(removal.domain(), id -> new LinkedHashMap<>());
        there.put(removal.logical(), removal);
        dropOldest(there, REMOVALS_MAX);
    }

    private static <K> void dropOldest(Map<K, ?> map, int max) {
        if (map.size() > max) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private void reset(DomainId domain) {
        removals.remove(domain);
        for (Workflow workflow : List.copyOf(workflows.values())) {
            if (workflow.slots().stream().anyMatch(slot -> slot.domain().equals(domain))) {
                workflow.slots().stream()
                        .filter(slot -> !slot.domain().equals(domain))
                        .forEach(this::doom);
                change(workflow.id(), Workflow::withdrawn);
            }
        }
        known.computeIfPresent(
                domain, (id, k) -> new KnownDomain(id, k.nonce(), k.reconciles(), false));
    }

    /// Records that add up to the same state.
    List<ControllerRecord> snapshot() {
        List<ControllerRecord> records = new ArrayList<>();
        known.values().forEach(domain -> records.add(new ControllerRecord.Known(domain)));
        answered.forEach((id, why) -> records.add(new ControllerRecord.Answered(id, why)));
        for (Workflow w : workflows.values()) {
            records.add(new ControllerRecord.Accepted(w.id(), w.requestId(), w.spec(), w.states()));
            records.add(new ControllerRecord.Placed(w.id(), w.generation(), w.slots()));
            if (w.established()) {
                records.add(new ControllerRecord.Established(w.id()));
            }
        }
        for (Map<LogicalId, Removal> there : removals.values()) {
            there.values().forEach(removal -> records.add(new ControllerRecord.Doomed(removal)));
        }
        return records;
    }

    Optional<Workflow> workflow(WorkflowId id) {
        return Optional.ofNullable(workflows.get(id));
    }

    /// The workflow that has this component in its current placement.
    Optional<Workflow> workflowAt(Place place) {
        return Optional.ofNullable(places.get(place)).flatMap(this::workflow);
    }

    /// All, in the order in which they were accepted.
    Collection<Workflow> workflows() {
        return workflows.values();
    }

    /// What must not run in this domain.
    Collection<Removal> removals(DomainId domain) {
        return removalsIn(domain).values();
    }

    private Map<LogicalId, Removal> removalsIn(DomainId domain) {
        return removals.getOrDefault(domain, new LinkedHashMap<>());
    }

    /// Domains that may run a component whose start was never answered.
    Set<DomainId> unanswered() {
        Set<DomainId> domains = new TreeSet<>();
        for (Map<LogicalId, Removal> there : removals.values()) {
            there.values().stream()
                    .filter(removal -> !removal.started())
                    .map(Removal::domain)
                    .forEach(domains::add);
        }
        for (Workflow workflow : workflows.values()) {
            workflow.slots().stream()
                    .filter(slot -> !slot.started())
                    .map(Slot::domain)
                    .forEach(domains::add);
        }
        return domains;
    }

    boolean isRemoval(Place place) {
        return removalsIn(place.domain()).containsKey(place.logical());
    }

    Optional<KnownDomain> known(DomainId domain) {
        return Optional.ofNullable(known.get(domain));
    }

    /// The workflow that the request with this id has started.
    Optional<Workflow> startedBy(String requestId) {
        return Optional.ofNullable(requests.get(requestId)).flatMap(this::workflow);
    }

    /// Why the workflow that the request with this id had started is no more.
    Optional<String> answered(String requestId) {
        return Optional.ofNullable(answered.get(requestId));
    }

    Set<Digest> digests() {
        Set<Digest> digests = new TreeSet<>(Comparator.comparing(Digest::hex));
        workflows.values().forEach(workflow -> digests.addAll(workflow.digests()));
        return digests;
    }
}
