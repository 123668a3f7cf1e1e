package io.edgeless.controller.workflow;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowSpec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// One workflow: what was asked for, and where its components are. Immutable; a change makes a new
/// one, which shares what did not change. Its components are found by name at once, however many
/// there are.
public final class Workflow {

    private final Order order;
    private final boolean established;
    private final int generation;
    private final List<Slot> slots;

    /// Component name to its place in the list.
    private final Map<String, Integer> positions;

    /// What stays the same for the whole life.
    private record Order(
            WorkflowId id,
            Optional<String> requestId,
            WorkflowSpec spec,
            Map<String, StateId> states,
            Map<String, WorkflowFunction> functions,
            Map<String, WorkflowResource> resources) {}

    private Workflow(
            Order order,
            boolean established,
            int generation,
            List<Slot> slots,
            Map<String, Integer> positions) {
        this.order = order;
        this.established = established;
        this.generation = generation;
        this.slots = slots;
        this.positions = positions;
    }

    /// A workflow that is nowhere yet.
    ///
    /// @param requestId by which its client recognises it; empty from a v1.2 client
    /// @param states the state each function keeps, by name
    public static Workflow accepted(
            WorkflowId id,
            Optional<String> requestId,
            WorkflowSpec spec,
            Map<String, StateId> states) {
        Map<String, WorkflowFunction> functions = new HashMap<>();
        spec.functions().forEach(function -> functions.putIfAbsent(function.name(), function));
        Map<String, WorkflowResource> resources = new HashMap<>();
        spec.resources().forEach(resource -> resources.putIfAbsent(resource.name(), resource));
        var order = new Order(id, requestId, spec, new TreeMap<>(states), functions, resources);
        return new Workflow(order, false, 0, List.of(), Map.of());
    }

    public WorkflowId id() {
        return order.id;
    }

    public Optional<String> requestId() {
        return order.requestId;
    }

    public WorkflowSpec spec() {
        return order.spec;
    }

    /// The state each function keeps, by name, for the whole life of the workflow.
    public Map<String, StateId> states() {
        return order.states;
    }

    /// Whether its client was told that it runs; otherwise it is still being started.
    public boolean established() {
        return established;
    }

    /// How often it was placed in a domain; each placement has logical ids of its own.
    public int generation() {
        return generation;
    }

    /// Where its components are; empty while it is in no domain.
    public List<Slot> slots() {
        return slots;
    }

    /// The slots of the next placement, all in one domain: functions, then resources, each in the
    /// order of the request.
    public List<Slot> slotsIn(DomainId domain, int nextGeneration) {
        List<Slot> wanted = new ArrayList<>();
        for (WorkflowFunction function : order.spec.functions()) {
            wanted.add(slot(function.name(), ComponentKind.FUNCTION, domain, nextGeneration));
        }
        for (WorkflowResource resource : order.spec.resources()) {
            wanted.add(slot(resource.name(), ComponentKind.RESOURCE, domain, nextGeneration));
        }
        return wanted;
    }

    private Slot slot(String name, ComponentKind kind, DomainId domain, int nextGeneration) {
        UUID logical = derivedId(nextGeneration + "/" + kind + "/" + name);
        return new Slot(name, kind, domain, new LogicalId(logical), false);
    }

    /// An id that depends on the workflow's random one and the text alone, so that a repeated
    /// decision gives the same one.
    public UUID derivedId(String text) {
        return UUID.nameUUIDFromBytes((order.id + "/" + text).getBytes(StandardCharsets.UTF_8));
    }

    public Workflow placed(int newGeneration, List<Slot> newSlots) {
        Map<String, Integer> found = new HashMap<>();
        for (int i = 0; i < newSlots.size(); i++) {
            found.putIfAbsent(newSlots.get(i).component(), i);
        }
        return new Workflow(order, established, newGeneration, List.copyOf(newSlots), found);
    }

    /// In no domain any more.
    public Workflow withdrawn() {
        return placed(generation, List.of());
    }

    public Workflow asEstablished() {
        return new Workflow(order, true, generation, slots, positions);
    }

    /// The slot of this name in the current placement.
    public Optional<Slot> slot(String component) {
        return Optional.ofNullable(positions.get(component)).map(slots::get);
    }

    /// The slot with its start confirmed; the same workflow when it has no such slot.
    public Workflow started(String component, LogicalId actual) {
        Integer position = positions.get(component);
        if (position == null) {
            return this;
        }
        List<Slot> changed = new ArrayList<>(slots);
        changed.set(position, slots.get(position).startedAs(actual));
        return new Workflow(order, established, generation, List.copyOf(changed), positions);
    }

    /// The state that this function keeps for the life of the workflow.
    public StateId state(String function) {
        StateId drawn = order.states.get(function);
        return drawn != null ? drawn : new StateId(derivedId("state/" + function));
    }

    /// Whether there is anything to run.
    public boolean hasComponents() {
        return !order.spec.functions().isEmpty() || !order.spec.resources().isEmpty();
    }

    /// Output channels of a component, channel to component name; empty for an unknown one.
    public Map<String, String> outputs(Slot slot) {
        return switch (slot.kind()) {
            case FUNCTION -> function(slot.component()).outputMapping();
            case RESOURCE -> resource(slot.component()).outputMapping();
            case UNKNOWN -> Map.of();
        };
    }

    /// The function of this name, which a slot of this workflow has.
    public WorkflowFunction function(String name) {
        WorkflowFunction function = order.functions.get(name);
        if (function == null) {
            throw new NoSuchElementException(order.id + " has no function " + name);
        }
        return function;
    }

    /// The resource of this name, which a slot of this workflow has.
    public WorkflowResource resource(String name) {
        WorkflowResource resource = order.resources.get(name);
        if (resource == null) {
            throw new NoSuchElementException(order.id + " has no resource " + name);
        }
        return resource;
    }

    /// Digests of the code that its functions need.
    public Set<Digest> digests() {
        Set<Digest> digests = new TreeSet<>((a, b) -> a.hex().compareTo(b.hex()));
        for (WorkflowFunction function : order.spec.functions()) {
            Binary binary = function.functionClass().binary();
            binary.sha256().ifPresent(digests::add);
        }
        return digests;
    }
}
