package io.edgeless.orchestrator;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.ComponentClient;
import io.edgeless.api.rpc.NodeManagementClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.orchestrator.reconcile.CommandOutcome;
import io.edgeless.orchestrator.reconcile.ComponentSpec;
import io.edgeless.orchestrator.reconcile.Job;
import io.edgeless.orchestrator.reconcile.NodeRef;
import io.edgeless.orchestrator.reconcile.OrcEffect;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.orchestrator.reconcile.StartOutcome;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.loop.Effects;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// Carries out what the core wants: commands to nodes on virtual threads, each with a deadline and
/// exactly one result; the rest at once on the loop's thread, which calls [#run]. Closed after the
/// loop.
final class NodeCommands implements Effects<OrcEffect>, AutoCloseable {

    /// A start includes compiling and initialising; a repeat joins the one that is under way.
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);

    /// A stop includes the function's own stop handler.
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(NodeCommands.class);

    private final GrpcChannels channels;
    private final CodeStore code;
    private final Tickets<Reply> tickets;
    private final Counters counters;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /// Set once by the main before the first input, then read by the threads of the commands.
    private volatile Consumer<OrcInput> results = input -> {};

    /// Set once by the main before the first input, then read by the loop's thread.
    private volatile Runnable domainChanged = () -> {};

    NodeCommands(GrpcChannels channels, CodeStore code, Tickets<Reply> tickets, Counters counters) {
        this.channels = channels;
        this.code = code;
        this.tickets = tickets;
        this.counters = counters;
    }

    /// Says where results go.
    void connect(Consumer<OrcInput> sink) {
        results = sink;
    }

    /// Says who hears that the domain changed; must not block.
    void onDomainChange(Runnable listener) {
        domainChanged = listener;
    }

    @Override
    public void run(OrcEffect effect) {
        switch (effect) {
            case OrcEffect.StartOnNode(Job.Start job, ComponentSpec spec) ->
                    inBackground(
                            () -> results.accept(new OrcInput.StartDone(job, outcome(job, spec))));
            case OrcEffect.StopOnNode(Job.Stop job) ->
                    inBackground(() ->
                            results.accept(
                                    new OrcInput.StopDone(job, outcome("stop", () -> stop(job)))));
            case OrcEffect.StopStrayOnNode(Job.StopStray job) ->
                    inBackground(() ->
                            results.accept(
                                    new OrcInput.StrayStopDone(
                                            job, outcome("stop", () -> stop(job)))));
            case OrcEffect.PatchOnNode(Job.Patch job, Patch patch) ->
                    inBackground(() ->
                            results.accept(
                                    new OrcInput.PatchDone(
                                            job, outcome("patch", () -> patch(job, patch)))));
            case OrcEffect.UpdatePeers(Job.Peers job, List<PeerUpdate> updates) ->
                    inBackground(() ->
                            results.accept(
                                    new OrcInput.PeersDone(
                                            job,
                                            updates,
                                            outcome("peers", () -> peers(job, updates)))));
            case OrcEffect.ResetNode(Job.Reset job) ->
                    inBackground(() ->
                            results.accept(
                                    new OrcInput.ResetDone(
                                            job,
                                            outcome(
                                                    "reset",
                                                    () -> management(job.node()).reset()))));
            case OrcEffect.Answer(long ticket, Reply reply) -> tickets.complete(ticket, reply);
            case OrcEffect.DomainChanged() -> domainChanged.run();
            case OrcEffect.RetainCode(Set<Digest> digests) -> {
                // Said in the order of the decisions; only the disk is left to the background.
                code.retain(digests);
                inBackground(code::sweep);
            }
            case OrcEffect.CloseChannel(String url) -> channels.forget(url);
            case OrcEffect.Note(boolean warning, String text) -> note(warning, text);
        }
    }

    private static void note(boolean warning, String text) {
        if (warning) {
            LOGGER.warn("{}", text);
        } else {
            LOGGER.info("{}", text);
        }
    }

    private void inBackground(Runnable command) {
        try {
            executor.execute(command);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("closing, not carried out");
        }
    }

    // ---- on virtual threads -----------------------------------------------------------------

    private StartOutcome outcome(Job.Start job, ComponentSpec spec) {
        try {
            return start(job, spec);
        } catch (RpcException e) {
            countFailure("start");
            return new StartOutcome.Failed(String.valueOf(e.getMessage()), e.certainlyNotDone());
        } catch (Throwable e) {
            countFailure("start");
            LOGGER.error("starting component {} failed", job.placement().logical(), e);
            return new StartOutcome.Failed("internal error of the orchestrator: " + e, false);
        }
    }

    private StartOutcome start(Job.Start job, ComponentSpec spec) {
        ComponentClient client = components(job.node(), START_DEADLINE);
        return switch (spec) {
            case ComponentSpec.Resource(ResourceSpec resource) ->
                    started(client.startResource(resource));
            case ComponentSpec.Function(FunctionSpec function) ->
                    code.load(function)
                            .map(whole -> started(client.startFunction(whole)))
                            .orElseGet(() ->
                                    new StartOutcome.Refused(
                                            Refusal.of(
                                                    "The code is lost",
                                                    "the orchestrator's data folder does not have"
                                                            + " it any more; stop the workflow"
                                                            + " and start it again")));
        };
    }

    private static StartOutcome started(StartResult result) {
        return switch (result) {
            case StartResult.Started(ComponentRef.Physical(InstanceId instance)) ->
                    new StartOutcome.Started(instance);
            case StartResult.Started(ComponentRef.Logical(LogicalId id)) ->
                    new StartOutcome.Failed("the node answered with a logical id", false);
            case StartResult.Refused(Refusal refusal) -> new StartOutcome.Refused(refusal);
        };
    }

    private CommandOutcome outcome(String name, Runnable command) {
        try {
            command.run();
            return new CommandOutcome.Done();
        } catch (RpcException e) {
            countFailure(name);
            return new CommandOutcome.Failed(String.valueOf(e.getMessage()), isAnswer(e.code()));
        } catch (Throwable e) {
            countFailure(name);
            LOGGER.error("a command to a node failed", e);
            return new CommandOutcome.Failed("internal error of the orchestrator: " + e, false);
        }
    }

    private void countFailure(String command) {
        counters.counter(
                        OrchestratorMetric.ORCHESTRATOR_COMMANDS_FAILED,
                        Labels.of("command", command))
                .add(1);
    }

    /// Whether the node itself has said no, as far as its status tells.
    private static boolean isAnswer(RpcException.Code code) {
        return switch (code) {
            case INTERNAL, INVALID_ARGUMENT, NOT_FOUND, UNIMPLEMENTED -> true;
            case UNAVAILABLE,
                    DEADLINE_EXCEEDED,
                    RESOURCE_EXHAUSTED,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED ->
                    false;
        };
    }

    private void stop(Job.Stop job) {
        ComponentRef ref = physical(job.node(), job.physical());
        if (job.resource()) {
            components(job.node(), STOP_DEADLINE).stopResource(ref);
        } else {
            components(job.node(), STOP_DEADLINE).stopFunction(ref);
        }
    }

    /// A node of ours stops an instance of either kind by either service.
    private void stop(Job.StopStray job) {
        components(job.node(), STOP_DEADLINE).stopFunction(physical(job.node(), job.physical()));
    }

    private void patch(Job.Patch job, Patch patch) {
        if (job.resource()) {
            components(job.node(), DEADLINE).patchResource(patch);
        } else {
            components(job.node(), DEADLINE).patchFunction(patch);
        }
    }

    private void peers(Job.Peers job, List<PeerUpdate> updates) {
        NodeManagementClient node = management(job.node());
        updates.forEach(node::updatePeers);
    }

    private ComponentClient components(NodeRef node, Duration deadline) {
        return new ComponentClient(channels.to(node.agentUrl()), deadline);
    }

    private NodeManagementClient management(NodeRef node) {
        return new NodeManagementClient(channels.to(node.agentUrl()), DEADLINE);
    }

    private static ComponentRef physical(NodeRef node, PhysicalId id) {
        return new ComponentRef.Physical(new InstanceId(node.id(), id));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
