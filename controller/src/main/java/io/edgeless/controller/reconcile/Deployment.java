package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.controller.domains.Domain;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.reconcile.SlotProgress.Pending;
import io.edgeless.controller.workflow.ComponentKind;
import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Brings the components of a placed workflow to what it asks for: starts what does not run, then
/// tells each component where its outputs go. Sends what is due and waits for the results; called
/// again whenever something may have become due. Used by the core's thread only.
final class Deployment {

    /// Starts under way at a time for one workflow, so that a large one leaves room for others.
    private static final int WORKFLOW_STARTS_MAX = 8;

    /// Starts under way at a time in all: after a loss of a domain thousands may be due, each up to
    /// some MB of code in memory.
    private static final int STARTS_MAX = 64;

    /// What a controller sends instead of a node: an orchestrator reads the logical id only.
    private static final NodeId ANY_NODE = new NodeId(new UUID(0, 0));

    /// The orchestrator counts the epochs of a component from the one it is given.
    private static final long FIRST_EPOCH = 1;

    private final ControllerState state;
    private final DomainTable domains;
    private final Removals removals;
    private final Progress progress;
    private final Set<WorkflowId> waiting = new LinkedHashSet<>();
    private final Map<DomainId, Integer> startingIn = new TreeMap<>();
    private int starting;

    Deployment(ControllerState state, DomainTable domains, Removals removals, Progress progress) {
        this.state = state;
        this.domains = domains;
        this.removals = removals;
        this.progress = progress;
    }

    /// Sends what is due for this workflow.
    ///
    /// @return whether all of it runs and is connected
    boolean advance(Turn turn, Workflow workflow) {
        WorkflowProgress own = progress.of(workflow.id());
        if (isBlocked(own)) {
            return false;
        }
        boolean allAlive = start(turn, workflow, own);
        if (!allAlive && own.attempt().isPresent()) {
            return false;
        }
        return patch(turn, workflow, own) && allAlive;
    }

    /// Whether components of the last placement still run in a domain that can be asked.
    private boolean isBlocked(WorkflowProgress own) {
        Optional<Attempt> attempt = own.attempt();
        attempt.ifPresent(a -> a.predecessors.removeIf(place -> !removals.isPending(place)));
        return attempt.filter(a -> !a.predecessors.isEmpty()).isPresent();
    }

    private boolean start(Turn turn, Workflow workflow, WorkflowProgress own) {
        boolean allAlive = true;
        long underWay =
                workflow.slots().stream()
                        .filter(slot -> own.slot(workflow, slot).pending == Pending.START)
                        .count();
        for (Slot slot : workflow.slots()) {
            SlotProgress slotProgress = own.slot(workflow, slot);
            allAlive &= slotProgress.alive;
            Optional<Domain> domain = domains.usable(slot.domain());
            if (slotProgress.alive || domain.isEmpty() || !slotProgress.isReady(turn.now())) {
                continue;
            }
            if (starting >= STARTS_MAX) {
                waiting.add(workflow.id());
            } else if (underWay < WORKFLOW_STARTS_MAX) {
                underWay++;
                starting++;
                startingIn.merge(slot.domain(), 1, Integer::sum);
                slotProgress.pending = Pending.START;
                turn.effect(startEffect(workflow, slot, domain.get()));
            }
        }
        return allAlive;
    }

    /// Whether the result of a start in this domain is still to come.
    boolean isStartingIn(DomainId domain) {
        return startingIn.containsKey(domain);
    }

    /// Notes that the result of a start has come.
    ///
    /// @return a workflow that may have waited for it
    Optional<Workflow> onStartOver(DomainId domain) {
        starting--;
        startingIn.computeIfPresent(domain, (_, count) -> count == 1 ? null : count - 1);
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        WorkflowId next = waiting.iterator().next();
        waiting.remove(next);
        return state.workflow(next);
    }

    private static ControllerEffect startEffect(Workflow workflow, Slot slot, Domain domain) {
        Job job = job(workflow, slot, domain);
        String id = workflow.id().toString();
        Optional<Placement> placement = Optional.of(new Placement(slot.logical(), FIRST_EPOCH));
        if (slot.kind() == ComponentKind.FUNCTION) {
            WorkflowFunction function = workflow.function(slot.component());
            var stateSpec = new StateSpec(workflow.state(function.name()), StatePolicy.NODE_LOCAL);
            return new ControllerEffect.StartFunction(
                    job,
                    new FunctionSpec(
                            function.functionClass(),
                            function.annotations(),
                            stateSpec,
                            id,
                            placement));
        }
        WorkflowResource resource = workflow.resource(slot.component());
        return new ControllerEffect.StartResource(
                job,
                new ResourceSpec(
                        resource.classType(),
                        resource.configurations(),
                        id,
                        placement,
                        Optional.empty()));
    }

    private boolean patch(Turn turn, Workflow workflow, WorkflowProgress own) {
        boolean allPatched = true;
        for (Slot slot : workflow.slots()) {
            SlotProgress slotProgress = own.slot(workflow, slot);
            Map<String, LogicalId> wanted = outputs(workflow, slot);
            boolean patched = slotProgress.outputs.orElse(Map.of()).equals(wanted);
            allPatched &= patched;
            Optional<Domain> domain = domains.usable(slot.domain());
            if (!patched
                    && slotProgress.alive
                    && domain.isPresent()
                    && slotProgress.isReady(turn.now())) {
                slotProgress.pending = Pending.PATCH;
                slotProgress.sent = wanted;
                turn.effect(patchEffect(job(workflow, slot, domain.get()), wanted));
            }
        }
        return allPatched;
    }

    /// Channel to the logical id of the component behind it, as far as that was ever started.
    private static Map<String, LogicalId> outputs(Workflow workflow, Slot slot) {
        Map<String, LogicalId> outputs = new TreeMap<>();
        workflow.outputs(slot)
                .forEach((channel, target) ->
                        workflow.slot(target)
                                .filter(Slot::started)
                                .ifPresent(s -> outputs.put(channel, s.logical())));
        return outputs;
    }

    private static ControllerEffect patchEffect(Job job, Map<String, LogicalId> wanted) {
        Map<String, InstanceId> outputs = new LinkedHashMap<>();
        wanted.forEach((channel, target) ->
                outputs.put(channel, new InstanceId(ANY_NODE, new PhysicalId(target.value()))));
        var patch = new Patch(job.logical().value(), outputs, List.of());
        return new ControllerEffect.PatchComponent(job, patch);
    }

    private static Job job(Workflow workflow, Slot slot, Domain domain) {
        return new Job(
                workflow.id(),
                workflow.generation(),
                slot.component(),
                slot.kind(),
                slot.domain(),
                domain.url(),
                slot.logical());
    }
}
