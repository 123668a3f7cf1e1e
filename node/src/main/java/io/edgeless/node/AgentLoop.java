package io.edgeless.node;

import io.edgeless.api.id.NodeId;
import io.edgeless.node.agent.AgentAnswer;
import io.edgeless.node.agent.AgentCore;
import io.edgeless.node.agent.AgentEffect;
import io.edgeless.node.agent.AgentInput;
import io.edgeless.node.agent.AgentRecord;
import io.edgeless.process.loop.Loop;
import io.edgeless.process.loop.Storage;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.World;

/// The agent's core, its log and the loop that feeds it. Closed by the node, before its instances.
final class AgentLoop implements AutoCloseable {

    private final Loop<AgentInput, AgentRecord, AgentEffect> loop;
    private final AgentEffects effects;
    private final NodeAgent commands;

    private AgentLoop(
            Loop<AgentInput, AgentRecord, AgentEffect> loop,
            AgentEffects effects,
            NodeAgent commands) {
        this.loop = loop;
        this.effects = effects;
        this.commands = commands;
    }

    /// Restores the set that was accepted and begins to start it again; from then on all of it is
    /// reported.
    static AgentLoop start(
            NodeId self, World world, Storage storage, NodeParts parts, Loop.Setup setup) {
        Tickets<AgentAnswer> tickets = new Tickets<>();
        AgentEffects effects = new AgentEffects(parts, tickets);
        Loop<AgentInput, AgentRecord, AgentEffect> loop =
                Loop.start(setup, new AgentCore(), storage.records(), new AgentRecords(), effects);
        effects.connect(loop::deliver);
        NodeAgent commands = new NodeAgent(self, world, parts.code(), tickets, loop::feed);
        commands.recover();
        return new AgentLoop(loop, effects, commands);
    }

    NodeAgent commands() {
        return commands;
    }

    /// The orchestrator was not heard for two leases. False: too much is waiting, tell it again.
    boolean orchestratorLost() {
        return loop.feed(new AgentInput.OrchestratorLost());
    }

    @Override
    public void close() {
        loop.close();
        effects.close();
    }
}
