package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.controller.domains.Domain;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.reconcile.Reply.Place;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What clients see of the state. Used by the core's thread only.
final class Views {

    private final DomainTable domains;
    private final Progress progress;

    Views(DomainTable domains, Progress progress) {
        this.domains = domains;
        this.progress = progress;
    }

    WorkflowInfo info(long now, Workflow workflow) {
        return new WorkflowInfo(workflow.spec(), status(now, workflow));
    }

    WorkflowStatus status(long now, Workflow workflow) {
        List<ComponentStatus> components = new ArrayList<>();
        for (Slot slot : workflow.slots()) {
            components.add(
                    new ComponentStatus(
                            slot.component(),
                            slot.logical(),
                            slot.domain().value(),
                            report(now, workflow, slot)));
        }
        return new WorkflowStatus(workflow.id(), components);
    }

    private Optional<ComponentReport> report(long now, Workflow workflow, Slot slot) {
        Optional<Domain> domain = domains.live(slot.domain());
        if (domain.isEmpty()) {
            long seconds = Duration.ofNanos(domains.goneForNanos(now, slot.domain())).toSeconds();
            String detail =
                    "domain %s has not been heard of for %d s".formatted(slot.domain(), seconds);
            return Optional.of(own(workflow, slot, InstanceState.UNKNOWN, detail));
        }
        SlotProgress slotProgress = progress.of(workflow.id()).slot(workflow, slot);
        if (!slotProgress.alive) {
            boolean failed = !slotProgress.problem.isEmpty();
            InstanceState state = failed ? InstanceState.BACKING_OFF : InstanceState.STARTING;
            return Optional.of(own(workflow, slot, state, slotProgress.problem));
        }
        return domain.get().report(slot.logical());
    }

    private static ComponentReport own(
            Workflow workflow, Slot slot, InstanceState state, String detail) {
        return new ComponentReport(
                slot.logical(), workflow.id().toString(), Optional.empty(), state, detail, 0, "");
    }

    Census census(long now, ControllerState state) {
        Map<Census.Standing, Integer> workflows = new EnumMap<>(Census.Standing.class);
        Map<InstanceState, Integer> components = new EnumMap<>(InstanceState.class);
        for (Workflow workflow : state.workflows()) {
            workflows.merge(standing(workflow), 1, Integer::sum);
            for (Slot slot : workflow.slots()) {
                InstanceState found =
                        report(now, workflow, slot)
                                .map(ComponentReport::state)
                                .orElse(InstanceState.RUNNING);
                components.merge(found, 1, Integer::sum);
            }
        }
        return new Census(domains.live().size(), workflows, components);
    }

    private Census.Standing standing(Workflow workflow) {
        List<Slot> slots = workflow.slots();
        if (slots.isEmpty() && workflow.hasComponents()) {
            return Census.Standing.UNPLACED;
        }
        if (slots.stream().anyMatch(slot -> domains.live(slot.domain()).isEmpty())) {
            return Census.Standing.UNREACHABLE;
        }
        WorkflowProgress own = progress.of(workflow.id());
        boolean allAlive = slots.stream().allMatch(slot -> own.slot(workflow, slot).alive);
        return allAlive && workflow.established()
                ? Census.Standing.RUNNING
                : Census.Standing.STARTING;
    }

    List<Place> places(Workflow workflow, Optional<String> component) {
        List<Place> places = new ArrayList<>();
        for (Slot slot : workflow.slots()) {
            Optional<Domain> domain = domains.live(slot.domain());
            boolean wanted = component.isEmpty() || component.get().equals(slot.component());
            if (wanted && domain.isPresent()) {
                places.add(new Place(slot.component(), slot.logical(), domain.get().url()));
            }
        }
        return places;
    }

    Map<DomainId, DomainCapabilities> domains(Optional<DomainId> wanted) {
        Map<DomainId, DomainCapabilities> found = new LinkedHashMap<>();
        live(wanted).forEach(domain -> found.put(domain.id(), domain.capabilities()));
        return found;
    }

    SortedMap<DomainId, String> urls(Optional<DomainId> wanted) {
        SortedMap<DomainId, String> found = new TreeMap<>();
        live(wanted).forEach(domain -> found.put(domain.id(), domain.url()));
        return found;
    }

    private Stream<Domain> live(Optional<DomainId> wanted) {
        return wanted.isPresent() ? domains.live(wanted.get()).stream() : domains.live().stream();
    }
}
