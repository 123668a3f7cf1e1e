package io.edgeless.node;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.Components;
import io.edgeless.api.rpc.NodeManagement;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.node.agent.AgentAnswer;
import io.edgeless.node.agent.AgentInput;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.Chance;
import io.edgeless.world.DiskException;
import io.edgeless.world.World;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/// What the orchestrator asks of this node, put into the agent's loop and answered when its effects
/// are done. Its methods are called by the threads of the server and block.
final class NodeAgent implements Components, NodeManagement {

    /// A start waits for a compile, which may wait for others.
    private static final Duration ANSWER_DEADLINE = Duration.ofMinutes(2);

    private final NodeId self;
    private final Chance chance;
    private final CodeStore code;
    private final Tickets<AgentAnswer> tickets;
    private final Predicate<AgentInput> loop;

    /// @param loop takes an input; false when too many are waiting
    NodeAgent(
            NodeId self,
            World world,
            CodeStore code,
            Tickets<AgentAnswer> tickets,
            Predicate<AgentInput> loop) {
        this.self = self;
        this.chance = world.chance();
        this.code = code;
        this.tickets = tickets;
        this.loop = loop;
    }

    /// Begins to start what was running when the process ended.
    void recover() {
        ask(AgentInput.Recover::new);
    }

    /// The code goes to the store, and stays there at least until the agent has answered: the log
    /// holds only the digest.
    @Override
    public StartResult startFunction(FunctionSpec spec) {
        if (spec.code().binary() instanceof Binary.Inline inline) {
            FunctionSpec stored = spec.withBinary(new Binary.Stored(inline.digest()));
            try (PinnedBlobs.Pin pin = code.put(inline)) {
                return start(new ComponentSpec.Function(stored));
            } catch (DiskException e) {
                return new StartResult.Refused(
                        Refusal.of(
                                "Error when creating a function instance",
                                "its code is not stored: " + e.getMessage()));
            }
        }
        return start(new ComponentSpec.Function(spec));
    }

    @Override
    public StartResult startResource(ResourceSpec spec) {
        return start(new ComponentSpec.Resource(spec));
    }

    private StartResult start(ComponentSpec spec) {
        PhysicalId fresh = new PhysicalId(chance.uuid());
        return switch (ask(ticket -> new AgentInput.Start(ticket, fresh, spec))) {
            case AgentAnswer.Started(PhysicalId id) ->
                    new StartResult.Started(new ComponentRef.Physical(new InstanceId(self, id)));
            case AgentAnswer.Refused(Refusal refusal) -> new StartResult.Refused(refusal);
            case AgentAnswer.Done _, AgentAnswer.Unknown _, AgentAnswer.NotPatched _ ->
                    throw new RpcException(Code.INTERNAL, "unexpected answer to a start");
        };
    }

    @Override
    public void stopFunction(ComponentRef ref) {
        ask(ticket -> new AgentInput.Stop(ticket, physical(ref)));
    }

    @Override
    public void stopResource(ComponentRef ref) {
        PhysicalId id = physical(ref);
        if (ask(ticket -> new AgentInput.Stop(ticket, id)) instanceof AgentAnswer.Unknown) {
            throw new RpcException(
                    Code.INTERNAL,
                    "Error when deleting a resource: Cannot stop a resource, not found with fid: "
                            + id);
        }
    }

    private static PhysicalId physical(ComponentRef ref) {
        return switch (ref) {
            case ComponentRef.Physical(InstanceId id) -> id.function();
            case ComponentRef.Logical(LogicalId id) ->
                    throw new RpcException(Code.INVALID_ARGUMENT, "Wrong Type");
        };
    }

    @Override
    public void patchFunction(Patch patch) {
        ask(ticket -> new AgentInput.ApplyPatch(ticket, patch));
    }

    @Override
    public void patchResource(Patch patch) {
        switch (ask(ticket -> new AgentInput.ApplyPatch(ticket, patch))) {
            case AgentAnswer.Unknown(PhysicalId id) ->
                    throw notPatched("Cannot patch a resource, not found with fid: " + id);
            case AgentAnswer.NotPatched(String reason) -> throw notPatched(reason);
            case AgentAnswer.Done _, AgentAnswer.Started _, AgentAnswer.Refused _ -> {}
        }
    }

    private static RpcException notPatched(String reason) {
        return new RpcException(Code.INTERNAL, "Error when patching a resource: " + reason);
    }

    @Override
    public void updatePeers(PeerUpdate update) {
        ask(ticket -> new AgentInput.ChangePeers(ticket, update));
    }

    @Override
    public void reset() {
        ask(AgentInput.Reset::new);
    }

    private AgentAnswer ask(LongFunction<AgentInput> input) {
        try (Tickets.Ticket<AgentAnswer> ticket = tickets.open()) {
            if (!loop.test(input.apply(ticket.id()))) {
                throw new RpcException(
                        Code.RESOURCE_EXHAUSTED, "the node has too many commands waiting");
            }
            return ticket.await(ANSWER_DEADLINE)
                    .orElseThrow(() ->
                            new RpcException(
                                    Code.DEADLINE_EXCEEDED,
                                    "the node did not carry the command out within "
                                            + ANSWER_DEADLINE.toSeconds()
                                            + " s"));
        }
    }
}
