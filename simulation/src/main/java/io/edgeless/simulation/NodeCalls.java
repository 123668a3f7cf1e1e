package io.edgeless.simulation;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.node.agent.AgentAnswer;
import io.edgeless.orchestrator.reconcile.CommandOutcome;
import io.edgeless.orchestrator.reconcile.ComponentSpec;
import io.edgeless.orchestrator.reconcile.Job;
import io.edgeless.orchestrator.reconcile.NodeRef;
import io.edgeless.orchestrator.reconcile.OrcEffect;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.StartOutcome;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The commands of a simulated orchestrator to its nodes, with the deadlines of the real one.
final class NodeCalls {

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final OrchestratorPart owner;

    NodeCalls(OrchestratorPart owner) {
        this.owner = owner;
    }

    private Setting setting() {
        return owner.setting();
    }

    void carryOut(OrcEffect effect) {
        switch (effect) {
            case OrcEffect.StartOnNode(Job.Start job, ComponentSpec spec) -> start(job, spec);
            case OrcEffect.StopOnNode(Job.Stop job) -> stop(job);
            case OrcEffect.StopStrayOnNode(Job.StopStray job) -> stopStray(job);
            case OrcEffect.PatchOnNode(Job.Patch job, Patch patch) -> patch(job, patch);
            case OrcEffect.UpdatePeers(Job.Peers job, List<PeerUpdate> updates) ->
                    updatePeers(job, updates, 0);
            case OrcEffect.ResetNode(Job.Reset job) ->
                    setting().witness().violated("a node of ours is to be reset: " + job);
            default -> throw new IllegalArgumentException("no command to a node: " + effect);
        }
    }

    /// Whoever listens at the address now: it may not be the process that is meant.
    private void call(
            NodeRef node,
            Duration deadline,
            BiConsumer<NodePart, Consumer<Answer<AgentAnswer>>> request,
            Consumer<Answer<AgentAnswer>> done) {
        Optional<NodePart> callee =
                owner.nodes().stream()
                        .filter(n -> n.agentUrl().equals(node.agentUrl()))
                        .findFirst();
        if (callee.isEmpty()) {
            owner.after(
                    setting().links().noticed(),
                    () -> done.accept(Answer.failed(Code.UNAVAILABLE, "nobody is there")));
            return;
        }
        setting()
                .links()
                .call(
                        owner,
                        callee.get(),
                        deadline,
                        respond -> request.accept(callee.get(), respond),
                        done);
    }

    // ---- start ------------------------------------------------------------------------------

    private void start(Job.Start job, ComponentSpec spec) {
        setting().witness().commands(owner.name(), job.placement(), job.node().id());
        io.edgeless.node.agent.ComponentSpec sent = Variants.sent(setting(), forNode(spec));
        call(
                job.node(),
                START_DEADLINE,
                (node, respond) -> node.start(sent, respond),
                answer -> owner.feed(new OrcInput.StartDone(job, outcome(job, answer))));
    }

    private static io.edgeless.node.agent.ComponentSpec forNode(ComponentSpec spec) {
        return switch (spec) {
            case ComponentSpec.Function(FunctionSpec function) ->
                    new io.edgeless.node.agent.ComponentSpec.Function(function);
            case ComponentSpec.Resource(ResourceSpec resource) ->
                    new io.edgeless.node.agent.ComponentSpec.Resource(resource);
        };
    }

    private static StartOutcome outcome(Job.Start job, Answer<AgentAnswer> answer) {
        return switch (answer) {
            case Answer.Value<AgentAnswer>(AgentAnswer.Started(PhysicalId id)) ->
                    new StartOutcome.Started(new InstanceId(job.node().id(), id));
            case Answer.Value<AgentAnswer>(AgentAnswer.Refused(Refusal refusal)) ->
                    new StartOutcome.Refused(refusal);
            case Answer.Value<AgentAnswer>(AgentAnswer other) ->
                    new StartOutcome.Failed("unexpected answer " + other, false);
            case Answer.Failed<AgentAnswer>(RpcException error) ->
                    new StartOutcome.Failed(
                            String.valueOf(error.getMessage()), error.certainlyNotDone());
        };
    }

    // ---- the others -------------------------------------------------------------------------

    private void stop(Job.Stop job) {
        call(
                job.node(),
                STOP_DEADLINE,
                (node, respond) -> node.stop(job.physical(), job.resource(), respond),
                answer -> owner.feed(new OrcInput.StopDone(job, outcome(answer))));
    }

    private void stopStray(Job.StopStray job) {
        if (setting().is(Variant.STRAYS_LEFT_ALONE)) {
            owner.feed(new OrcInput.StrayStopDone(job, new CommandOutcome.Done()));
            return;
        }
        call(
                job.node(),
                STOP_DEADLINE,
                (node, respond) -> node.stop(job.physical(), false, respond),
                answer -> owner.feed(new OrcInput.StrayStopDone(job, outcome(answer))));
    }

    private void patch(Job.Patch job, Patch patch) {
        if (setting().is(Variant.PATCH_LOST_AFTER_RESTART) && owner.life() > 1) {
            owner.feed(new OrcInput.PatchDone(job, new CommandOutcome.Done()));
            return;
        }
        call(
                job.node(),
                DEADLINE,
                (node, respond) -> node.patch(patch, job.resource(), respond),
                answer -> owner.feed(new OrcInput.PatchDone(job, outcome(answer))));
    }

    /// One after the other; the first that fails ends it.
    private void updatePeers(Job.Peers job, List<PeerUpdate> updates, int next) {
        if (next == updates.size()) {
            done(job, updates, new CommandOutcome.Done());
            return;
        }
        boolean isSkipped =
                setting().is(Variant.DEAD_PEERS_KEPT)
                        && !(updates.get(next) instanceof PeerUpdate.Add);
        if (isSkipped) {
            updatePeers(job, updates, next + 1);
            return;
        }
        call(
                job.node(),
                DEADLINE,
                (node, respond) -> node.updatePeers(updates.get(next), respond),
                answer -> {
                    CommandOutcome outcome = outcome(answer);
                    if (outcome instanceof CommandOutcome.Done) {
                        updatePeers(job, updates, next + 1);
                    } else {
                        done(job, updates, outcome);
                    }
                });
    }

    private void done(Job.Peers job, List<PeerUpdate> updates, CommandOutcome outcome) {
        owner.feed(new OrcInput.PeersDone(job, updates, outcome));
    }

    private static CommandOutcome outcome(Answer<AgentAnswer> answer) {
        return switch (answer) {
            case Answer.Value<AgentAnswer> value -> new CommandOutcome.Done();
            case Answer.Failed<AgentAnswer>(RpcException error) ->
                    new CommandOutcome.Failed(
                            String.valueOf(error.getMessage()), error.code() == Code.INTERNAL);
        };
    }
}
