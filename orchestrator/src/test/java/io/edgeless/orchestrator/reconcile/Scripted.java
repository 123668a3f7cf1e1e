package io.edgeless.orchestrator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.edgeless.api.id.Digest;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.orchestrator.placement.Strategy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Plays the shell, the clock, the disk and the nodes of one core, step by step. Effects wait until
/// [#run].
final class Scripted {

    private static final Duration TICK = Duration.ofMillis(200);
    private static final StateSpec STATE =
            new StateSpec(new StateId(new UUID(5, 5)), StatePolicy.NODE_LOCAL);
    static final Digest CODE = Digest.of(new byte[] {1});

    private OrchestratorCore core = new OrchestratorCore(Strategy.ROUND_ROBIN);
    private final List<OrcRecord> disk = new ArrayList<>();
    final Deque<OrcEffect> effects = new ArrayDeque<>();
    private final Map<Long, Reply> replies = new LinkedHashMap<>();
    final Map<NodeId, FakeNode> nodes = new TreeMap<>();
    final List<String> notes = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1_000_000_000L;
    private long tickets;
    private int drawn;
    int domainChanges;
    long wallSec = 900;

    /// Feeds one input; answers are kept, other effects wait.
    void feed(OrcInput input) {
        var step = core.step(now, input);
        disk.addAll(step.records());
        for (OrcEffect effect : step.effects()) {
            switch (effect) {
                case OrcEffect.Answer(long ticket, Reply reply) ->
                        assertThat(replies.put(ticket, reply)).as("2nd answer").isNull();
                case OrcEffect.Note(boolean warning, String text) -> notes.add(text);
                case OrcEffect.DomainChanged() -> domainChanges++;
                case OrcEffect.CloseChannel close -> {}
                case OrcEffect.StartOnNode start -> effects.add(start);
                case OrcEffect.StopOnNode stop -> effects.add(stop);
                case OrcEffect.StopStrayOnNode stop -> effects.add(stop);
                case OrcEffect.PatchOnNode patch -> effects.add(patch);
                case OrcEffect.UpdatePeers peers -> effects.add(peers);
                case OrcEffect.ResetNode reset -> effects.add(reset);
                case OrcEffect.RetainCode retain -> effects.add(retain);
            }
        }
    }

    /// Carries out all effects that wait, and those they lead to.
    void run() {
        while (!effects.isEmpty()) {
            carryOut(effects.removeFirst());
        }
    }

    void carryOut(OrcEffect effect) {
        switch (effect) {
            case OrcEffect.StartOnNode(Job.Start job, ComponentSpec spec) ->
                    feed(new OrcInput.StartDone(job, node(job).start(job.placement())));
            case OrcEffect.StopOnNode(Job.Stop job) ->
                    feed(new OrcInput.StopDone(job, node(job).stop(job.physical())));
            case OrcEffect.StopStrayOnNode(Job.StopStray job) ->
                    feed(new OrcInput.StrayStopDone(job, node(job).stop(job.physical())));
            case OrcEffect.PatchOnNode(Job.Patch job, Patch patch) ->
                    feed(new OrcInput.PatchDone(job, node(job).patch(patch)));
            case OrcEffect.UpdatePeers(Job.Peers job, List<PeerUpdate> updates) ->
                    feed(new OrcInput.PeersDone(job, updates, node(job).updatePeers(updates)));
            case OrcEffect.ResetNode(Job.Reset job) ->
                    feed(new OrcInput.ResetDone(job, node(job).reset()));
            default -> {}
        }
    }

    private FakeNode node(Job job) {
        return requireNonNull(nodes.get(job.node().id()));
    }

    /// The effects of one kind that wait.
    <E extends OrcEffect> List<E> waiting(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    // ---- nodes ------------------------------------------------------------------------------

    FakeNode join(int number) {
        return join(new FakeNode(number, false));
    }

    FakeNode joinOld(int number) {
        return join(new FakeNode(number, true));
    }

    FakeNode join(FakeNode node) {
        nodes.put(node.id, node);
        hear(node);
        run();
        return node;
    }

    void hear(FakeNode node) {
        hear(node.report());
    }

    void hear(NodeUpdate report) {
        feed(new OrcInput.Hear(++tickets, report, wallSec));
        assertThat(reply(tickets)).contains(new Reply.Done());
    }

    /// Lets the time pass, with ticks, renewals of the nodes and everything carried out.
    void pass(Duration time, FakeNode... renewing) {
        long end = now + time.toNanos();
        long nextRenewal = now + FakeNode.INTERVAL.toNanos();
        while (now - end < 0) {
            now += TICK.toNanos();
            if (now - nextRenewal >= 0) {
                nextRenewal = now + FakeNode.INTERVAL.toNanos();
                for (FakeNode node : renewing) {
                    hear(node);
                }
            }
            tick();
            run();
        }
    }

    /// Lets the time pass with one tick; nothing is carried out.
    void idle(Duration time) {
        now += time.toNanos();
        tick();
    }

    void tick() {
        feed(new OrcInput.Tick(++drawn));
    }

    // ---- requests ---------------------------------------------------------------------------

    static NodeId node(int number) {
        return new NodeId(new UUID(0xA, number));
    }

    static LogicalId logical(int number) {
        return new LogicalId(new UUID(0xF, number));
    }

    static ComponentSpec function(LogicalId id) {
        return function(id, Map.of());
    }

    static ComponentSpec function(LogicalId id, Map<String, String> annotations) {
        var code =
                new FunctionClass(
                        "ping",
                        "RUST_WASM",
                        "0.1",
                        Optional.of("ping.wasm"),
                        new Binary.Stored(CODE),
                        List.of());
        return new ComponentSpec.Function(
                new FunctionSpec(
                        code, annotations, STATE, "wf", Optional.of(new Placement(id, 1))));
    }

    static ComponentSpec resource(LogicalId id, String classType) {
        return new ComponentSpec.Resource(
                new ResourceSpec(
                        classType,
                        Map.of(),
                        "wf",
                        Optional.of(new Placement(id, 1)),
                        Optional.empty()));
    }

    long start(ComponentSpec spec) {
        var fresh = new LogicalId(new UUID(0xE, ++drawn));
        feed(new OrcInput.Start(++tickets, fresh, spec, ++drawn));
        return tickets;
    }

    /// Starts a function and expects that it runs.
    LogicalId running(int number) {
        LogicalId id = logical(number);
        long ticket = start(function(id));
        run();
        assertThat(reply(ticket)).contains(new Reply.Started(id));
        return id;
    }

    long stop(LogicalId id) {
        feed(new OrcInput.Stop(++tickets, id));
        return tickets;
    }

    long connect(LogicalId from, String channel, LogicalId to) {
        feed(new OrcInput.Connect(++tickets, from, Map.of(channel, to)));
        return tickets;
    }

    Optional<Reply> reply(long ticket) {
        return Optional.ofNullable(replies.get(ticket));
    }

    Reply.Description describe() {
        feed(new OrcInput.Describe(++tickets));
        return (Reply.Description) reply(tickets).orElseThrow();
    }

    ComponentReport report(LogicalId id) {
        return describe().components().stream()
                .filter(c -> c.logical().equals(id))
                .findFirst()
                .orElseThrow();
    }

    // ---- what runs --------------------------------------------------------------------------

    /// All nodes that run the component.
    List<FakeNode> hosts(LogicalId id) {
        return nodes.values().stream().filter(n -> n.instanceOf(id).isPresent()).toList();
    }

    FakeNode host(LogicalId id) {
        assertThat(hosts(id)).hasSize(1);
        return hosts(id).getFirst();
    }

    /// The last patch of the component's instance.
    Patch patchOf(LogicalId id) {
        FakeNode host = host(id);
        PhysicalId physical = host.instanceOf(id).orElseThrow();
        return requireNonNull(host.patches.get(physical), "never patched");
    }

    // ---- crashes ----------------------------------------------------------------------------

    /// The process dies and a new one reads the disk. Effects under way are lost.
    void restart() {
        core = new OrchestratorCore(Strategy.ROUND_ROBIN);
        disk.forEach(core::restore);
        effects.clear();
    }

    /// The same with a snapshot in place of the log.
    void restartFromSnapshot() {
        List<OrcRecord> snapshot = core.snapshot();
        disk.clear();
        disk.addAll(snapshot);
        restart();
        assertThat(core.snapshot()).isEqualTo(snapshot);
    }
}
