package io.edgeless.node;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.dataplane.Peers;
import io.edgeless.node.agent.AgentAnswer;
import io.edgeless.node.agent.AgentEffect;
import io.edgeless.node.agent.AgentInput;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.node.instance.InstanceTable;
import io.edgeless.node.instance.LogFields;
import io.edgeless.process.loop.Effects;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.DiskException;
import io.edgeless.world.Timers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Carries out the effects of the agent's core, those that may block each on a virtual thread of
/// its own; the core has at most one launch, halt or patch of an instance under way. Results go
/// back into the loop. Called by the loop's thread, which is never blocked; closed after the loop.
final class AgentEffects implements Effects<AgentEffect>, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(AgentEffects.class);

    private final NodeParts parts;
    private final InstanceTable instances;
    private final Peers peers;
    private final Tickets<AgentAnswer> tickets;

    /// What waits for its time; changed by the loop's thread, by those of the waits, and by close.
    private final Map<AgentEffect.WaitWithState, Timers.Timer> waits = new ConcurrentHashMap<>();

    /// Takes results; set once before the first effect, read by the threads of effects.
    private volatile Consumer<AgentInput> results = input -> {};

    AgentEffects(NodeParts parts, Tickets<AgentAnswer> tickets) {
        this.parts = parts;
        this.instances = parts.instances();
        this.peers = parts.dataPlane().peers();
        this.tickets = tickets;
    }

    /// Where results go.
    void connect(Consumer<AgentInput> loop) {
        results = loop;
    }

    /// Nothing is waited for any more; after the loop.
    @Override
    public void close() {
        waits.values().forEach(Timers.Timer::cancel);
        waits.clear();
    }

    @Override
    public void run(AgentEffect effect) {
        switch (effect) {
            case AgentEffect.Launch launch -> {
                PhysicalId id = launch.instance();
                instances.announce(id, launch.spec());
                away(() -> launch(launch), e -> new AgentInput.LaunchRefused(id, fault(e)));
            }
            case AgentEffect.Halt(PhysicalId id) ->
                    away(() -> halt(id), e -> new AgentInput.Halted(id));
            case AgentEffect.SetChannels(PhysicalId id, Patch patch) ->
                    away(
                            () -> patch(id, patch),
                            e -> new AgentInput.PatchTried(id, Optional.of(e.toString())));
            case AgentEffect.SetPeers(PeerUpdate update) -> setPeers(update);
            case AgentEffect.WaitWithState wait ->
                    waits.put(
                            wait,
                            parts.timers()
                                    .schedule(
                                            wait.grace(),
                                            () -> Thread.startVirtualThread(() -> due(wait))));
            case AgentEffect.DeleteState(StateId state) ->
                    away(
                            () -> delete(state),
                            e -> new AgentInput.StateDeleted(state, Optional.of(e.toString())));
            case AgentEffect.KeepCode(Set<Digest> needed) -> {
                parts.code().need(needed);
                Thread.startVirtualThread(parts.code()::sweep);
            }
            case AgentEffect.Answer(long ticket, AgentAnswer answer) ->
                    tickets.complete(ticket, answer);
        }
    }

    /// Whatever goes wrong, the core is told exactly one result: it waits for nothing else.
    private void away(Supplier<AgentInput> work, Function<Throwable, AgentInput> failed) {
        Thread.startVirtualThread(() -> results.accept(outcome(work, failed)));
    }

    private static AgentInput outcome(
            Supplier<AgentInput> work, Function<Throwable, AgentInput> failed) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            AgentInput result = failed.apply(e);
            LOGGER.error("an effect failed, a fault of ours, and ends as {}", result, e);
            return result;
        }
    }

    private static Refusal fault(Throwable e) {
        return Refusal.of("Error when creating an instance", e.toString());
    }

    private AgentInput launch(AgentEffect.Launch launch) {
        PhysicalId id = launch.instance();
        Optional<Refusal> refusal = tryLaunch(launch);
        if (launch.again() && refusal.isPresent()) {
            LogFields.of(id, launch.spec())
                    .on(() ->
                            LOGGER.warn(
                                    "an instance that ran here before is not started again: {}",
                                    refusal.get().text()));
        }
        return refusal.<AgentInput>map(why -> new AgentInput.LaunchRefused(id, why))
                .orElseGet(() -> new AgentInput.Launched(id));
    }

    private Optional<Refusal> tryLaunch(AgentEffect.Launch launch) {
        PhysicalId id = launch.instance();
        try {
            return withCode(launch.spec())
                    .map(whole -> instances.launch(id, whole, launch.again()))
                    .orElseGet(() -> lost(id, "its code is no longer in the store"));
        } catch (DiskException e) {
            return lost(id, "its code cannot be read: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LogFields.of(id, launch.spec()).on(() -> LOGGER.error("launching failed", e));
            return lost(id, e.toString());
        }
    }

    private AgentInput halt(PhysicalId id) {
        instances.halt(id);
        return new AgentInput.Halted(id);
    }

    private Optional<Refusal> lost(PhysicalId id, String why) {
        instances.halt(id);
        return Optional.of(Refusal.of("Error when creating an instance", why));
    }

    /// The specification with the bytes of its code; empty when they are lost.
    private Optional<ComponentSpec> withCode(ComponentSpec spec) {
        if (spec instanceof ComponentSpec.Function(FunctionSpec function)
                && function.code().binary() instanceof Binary.Stored(Digest digest)) {
            return parts.code()
                    .get(digest)
                    .map(bytes -> function.withBinary(new Binary.Inline(digest, bytes)))
                    .map(ComponentSpec.Function::new);
        }
        return Optional.of(spec);
    }

    private AgentInput patch(PhysicalId id, Patch patch) {
        Optional<String> problem = instances.patch(id, patch);
        return new AgentInput.PatchTried(id, problem);
    }

    private void due(AgentEffect.WaitWithState wait) {
        waits.remove(wait);
        results.accept(new AgentInput.StateDue(wait.state(), wait.number()));
    }

    private AgentInput delete(StateId state) {
        Optional<String> problem = parts.states().delete(state);
        problem.ifPresent(why -> LOGGER.warn("state {} not deleted: {}", state, why));
        return new AgentInput.StateDeleted(state, problem);
    }

    private void setPeers(PeerUpdate update) {
        switch (update) {
            case PeerUpdate.Add(NodeId node, String url) -> peers.add(node, url);
            case PeerUpdate.Remove(NodeId node) -> peers.remove(node);
            case PeerUpdate.Clear() -> peers.clear();
        }
    }
}
