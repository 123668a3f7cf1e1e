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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// One workflow: what was asked for, and where its components are.
///
/// @param requestId by which its client recognises it; empty from a v1.2 client
/// @param states the state each function keeps, by name, for the whole life of the workflow
/// @param established whether its client was told that it runs; otherwise it is still being started
/// @param generation how often it was placed in a domain; each placement has logical ids of its own
/// @param slots empty while it is in no domain
public record Workflow(
        WorkflowId id,
        Optional<String> requestId,
        WorkflowSpec spec,
        SortedMap<String, StateId> states,
        boolean established,
        int generation,
        List<Slot> slots) {

    public Workflow {
        slots = List.copyOf(slots);
    }

    /// A workflow that is nowhere yet.
    public static Workflow accepted(
            WorkflowId id,
            Optional<String> requestId,
            WorkflowSpec spec,
            Map<String, StateId> states) {
        return new Workflow(id, requestId, spec, new TreeMap<>(states), false, 0, List.of());
    }

    /// The slots of the next placement, all in one domain: functions, then resources, each in the
    /// order of the request.
    public List<Slot> slotsIn(DomainId domain, int nextGeneration) {
        List<Slot> wanted = new ArrayList<>();
        for (WorkflowFunction function : spec.functions()) {
            wanted.add(slot(function.name(), ComponentKind.FUNCTION, domain, nextGeneration));
        }
        for (WorkflowResource resource : spec.resources()) {
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
        return UUID.nameUUIDFromBytes((id + "/" + text).getBytes(StandardCharsets.UTF_8));
    }

    public Workflow placed(int newGeneration, List<Slot> newSlots) {
        return new Workflow(id, requestId, spec, states, established, newGeneration, newSlots);
    }

    public Workflow withSlots(List<Slot> newSlots) {
        return placed(generation, newSlots);
    }

    public Workflow asEstablished() {
        return new Workflow(id, requestId, spec, states, true, generation, slots);
    }

    /// The slot of this name in the current placement.
    public Optional<Slot> slot(String component) {
        return slots.stream().filter(slot -> slot.component().equals(component)).findFirst();
    }

    /// The slot with its start confirmed.
    public Workflow started(String component, LogicalId actual) {
        return withSlots(
                slots.stream()
                        .map(s -> s.component().equals(component) ? s.startedAs(actual) : s)
                        .toList());
    }

    /// The state that this function keeps for the life of the workflow.
    public StateId state(String function) {
        StateId drawn = states.get(function);
        return drawn != null ? drawn : new StateId(derivedId("state/" + function));
    }

    /// Whether there is anything to run.
    public boolean hasComponents() {
        return !spec.functions().isEmpty() || !spec.resources().isEmpty();
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
        return spec.functions().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// The resource of this name, which a slot of this workflow has.
    public WorkflowResource resource(String name) {
        return spec.resources().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Digests of the code that its functions need.
    public Set<Digest> digests() {
        Set<Digest> digests = new TreeSet<>((a, b) -> a.hex().compareTo(b.hex()));
        for (WorkflowFunction function : spec.functions()) {
            Binary binary = function.functionClass().binary();
            binary.sha256().ifPresent(digests::add);
        }
        return digests;
    }
}
