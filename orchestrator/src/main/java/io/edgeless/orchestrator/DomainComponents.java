package io.edgeless.orchestrator;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.Components;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.orchestrator.reconcile.ComponentSpec;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.loop.Desk;
import io.edgeless.world.Chance;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.edgeless.world.DiskException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What the controller asks of this domain: components by their logical ids. Functions and
/// resources are told apart only when they start. Called by the server's threads, which it blocks.
final class DomainComponents implements Components {

    /// A start includes compiling and initialising, perhaps on several nodes in turn; the caller's
    /// own patience is 120 s.
    private static final Duration START_WAIT = Duration.ofSeconds(115);

    /// The core answers within 10 s.
    private static final Duration COMMAND_WAIT = Duration.ofSeconds(18);

    private static final Logger LOGGER = LoggerFactory.getLogger(DomainComponents.class);

    private final Desk<OrcInput, Reply> desk;
    private final CodeStore code;
    private final Chance chance;
    private final Counter refused;

    DomainComponents(Desk<OrcInput, Reply> desk, CodeStore code, Chance chance, Counters counters) {
        this.desk = desk;
        this.code = code;
        this.chance = chance;
        this.refused = counters.counter(OrchestratorMetric.ORCHESTRATOR_STARTS_REFUSED);
    }

    @Override
    public StartResult startFunction(FunctionSpec spec) {
        try (CodeStore.Pinned pinned = code.store(spec)) {
            return start(new ComponentSpec.Function(pinned.spec()));
        } catch (DiskException e) {
            LOGGER.error("the code of a function could not be stored", e);
            return new StartResult.Refused(
                    Refusal.of(
                            "Function instance creation request rejected",
                            "the orchestrator cannot store the code: " + e.getMessage()));
        }
    }

    @Override
    public StartResult startResource(ResourceSpec spec) {
        return start(new ComponentSpec.Resource(spec));
    }

    private StartResult start(ComponentSpec spec) {
        var fresh = new LogicalId(chance.uuid());
        long draw = chance.nextLong();
        Reply reply =
                desk.ask(
                        ticket -> new OrcInput.Start(ticket, fresh, spec, draw),
                        Reply.class,
                        START_WAIT);
        return switch (reply) {
            case Reply.Started(LogicalId id) ->
                    new StartResult.Started(new ComponentRef.Logical(id));
            case Reply.Refused(Refusal refusal) -> {
                refused.add(1);
                yield new StartResult.Refused(refusal);
            }
            default ->
                    throw new RpcException(
                            Code.INTERNAL, "unexpected answer of the core: " + reply);
        };
    }

    @Override
    public void stopFunction(ComponentRef ref) {
        stop(ref);
    }

    @Override
    public void stopResource(ComponentRef ref) {
        stop(ref);
    }

    private void stop(ComponentRef ref) {
        switch (ref) {
            case ComponentRef.Logical(LogicalId id) ->
                    desk.ask(
                            ticket -> new OrcInput.Stop(ticket, id),
                            Reply.Done.class,
                            COMMAND_WAIT);
            case ComponentRef.Physical(InstanceId id) ->
                    throw new RpcException(Code.INVALID_ARGUMENT, "Wrong Type");
        }
    }

    @Override
    public void patchFunction(Patch patch) {
        connect(patch);
    }

    @Override
    public void patchResource(Patch patch) {
        connect(patch);
    }

    private void connect(Patch patch) {
        Map<String, LogicalId> outputs = new TreeMap<>();
        patch.outputs()
                .forEach((channel, target) ->
                        outputs.put(channel, new LogicalId(target.function().value())));
        var id = new LogicalId(patch.component());
        desk.ask(
                ticket -> new OrcInput.Connect(ticket, id, outputs),
                Reply.Done.class,
                COMMAND_WAIT);
    }
}
