package io.edgeless.simulation;

import static java.util.Objects.requireNonNull;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.PeersDigest;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.Renewal;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.node.AgentRecords;
import io.edgeless.node.agent.AgentAnswer;
import io.edgeless.node.agent.AgentCore;
import io.edgeless.node.agent.AgentEffect;
import io.edgeless.node.agent.AgentInput;
import io.edgeless.node.agent.AgentRecord;
import io.edgeless.node.agent.ComponentSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// A node: the real core of its agent in a simulated shell, which launches instances by a table.
final class NodePart extends Part {

    static final Duration INTERVAL = Duration.ofSeconds(2);
    static final String GREEN = "green";

    private static final AgentRecords CODEC = new AgentRecords();
    private static final Duration ANSWER_WAIT = Duration.ofMinutes(2);

    /// Shorter than the lease, so that a lost report costs no lease.
    private static final Duration REPORT_DEADLINE = INTERVAL;

    private static final long GAP = Duration.ofMillis(50).toNanos();
    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    /// Two leases.
    private static final long LOST_NANOS = Renewal.lease(INTERVAL).multipliedBy(2).toNanos();

    private static final long TRAP_PAUSE = 100 * MILLISECOND;

    private final NodeId id;
    private final OrchestratorPart home;
    private final boolean isGreen;
    private final Waiting<AgentAnswer> waiting = new Waiting<>(this);
    private final Map<PhysicalId, Instance> instances = new TreeMap<>();
    private final Map<NodeId, String> peers = new TreeMap<>();
    private @Nullable Engine<AgentInput, AgentRecord, AgentEffect> engine;
    private long nonce;
    private int address;

    /// The present wait for the next report; a report made in between ends it.
    private int reportTurn;

    private long changes;
    private boolean isReporting;
    private boolean hasNews;

    /// By its own clock.
    private long lastTaken;

    private boolean isLost;

    /// In permille of the launches.
    int refusedPermille;

    /// Comes back under another address.
    boolean isMoving;

    NodePart(Setting setting, OrchestratorPart home, int number, boolean isGreen) {
        super(setting, home.name() + "/node-" + number);
        this.home = home;
        this.isGreen = isGreen;
        id = new NodeId(new UUID(home.number(), number));
    }

    NodeId id() {
        return id;
    }

    OrchestratorPart home() {
        return home;
    }

    /// How often something of it changed: what it runs, where that sends to, or its peers.
    long changes() {
        return changes;
    }

    boolean runs(Placement placement) {
        return instances.values().stream()
                .anyMatch(instance -> instance.placement().equals(Optional.of(placement)));
    }

    String agentUrl() {
        return "http://%s-%d:7005".formatted(name().replace('/', '-'), address);
    }

    String invocationUrl() {
        return "http://%s-%d:7006".formatted(name().replace('/', '-'), address);
    }

    Collection<Instance> instances() {
        return instances.values();
    }

    Map<NodeId, String> peers() {
        return peers;
    }

    Optional<Instance> instance(PhysicalId physical) {
        return Optional.ofNullable(instances.get(physical));
    }

    private Engine<AgentInput, AgentRecord, AgentEffect> engine() {
        return requireNonNull(engine, "is down");
    }

    @Override
    void begin() {
        nonce = setting().dice().bits();
        if (isMoving) {
            address++;
        }
        engine = new Engine<>(this, new AgentCore(), CODEC, this::carryOut);
        isReporting = true;
        lastTaken = clock();
        isLost = false;
        waiting.ask(
                ANSWER_WAIT,
                ticket -> engine().feed(new AgentInput.Recover(ticket)),
                answer -> report());
    }

    @Override
    void end() {
        instances.clear();
        peers.clear();
        waiting.clear();
    }

    /// A guest traps and is started again by its node.
    void trap(Instance instance) {
        instance.restarts++;
        instance.state = InstanceState.BACKING_OFF;
        changed();
        after(
                TRAP_PAUSE,
                () -> {
                    instance.state = InstanceState.RUNNING;
                    changed();
                });
    }

    // ---- reports ----------------------------------------------------------------------------

    private void changed() {
        if (isReporting) {
            hasNews = true;
        } else {
            isReporting = true;
            after(GAP, this::report);
        }
    }

    private void report() {
        isReporting = true;
        hasNews = false;
        reportTurn++;
        NodeUpdate update = update();
        setting()
                .links()
                .<Acceptance>call(
                        this,
                        home,
                        REPORT_DEADLINE,
                        respond -> home.hear(update, respond),
                        this::reported);
    }

    private void reported(Answer<Acceptance> answer) {
        isReporting = false;
        noticeLoss(answer);
        if (hasNews) {
            changed();
            return;
        }
        int turn = reportTurn;
        after(
                INTERVAL.toNanos(),
                () -> {
                    if (turn == reportTurn && !isReporting) {
                        report();
                    }
                });
    }

    /// As the registration does: once, when no report was taken for two leases.
    private void noticeLoss(Answer<Acceptance> answer) {
        if (answer instanceof Answer.Value<Acceptance>(Acceptance.Accepted())) {
            lastTaken = clock();
            isLost = false;
        } else if (!isLost && clock() - lastTaken > LOST_NANOS) {
            isLost = true;
            feed(new AgentInput.OrchestratorLost());
        }
    }

    private NodeUpdate update() {
        List<RunningInstance> running =
                isSilent() ? List.of() : instances.values().stream().map(i -> report(i)).toList();
        return new NodeUpdate(
                id,
                agentUrl(),
                invocationUrl(),
                List.of(new ProviderSpec("log", Workflows.RESOURCE, List.of())),
                capabilities(),
                Renewal.deadlineSec(wallSec(), INTERVAL),
                nonce,
                NodeHealth.NONE,
                PerformanceSamples.NONE,
                Optional.of(running),
                Optional.of(Renewal.lease(INTERVAL)),
                setting().is(Variant.PEERS_NOT_REPORTED) ? 0 : PeersDigest.of(peers));
    }

    private RunningInstance report(Instance instance) {
        boolean isTold = !setting().is(Variant.CHANNELS_NOT_REPORTED);
        return instance.report(id, isTold ? instance.patch : Optional.empty());
    }

    private boolean isSilent() {
        return setting().is(Variant.NODE_REPORTS_NOTHING) && life() > 1;
    }

    private NodeCapabilities capabilities() {
        List<String> labels = isGreen ? List.of(GREEN) : List.of();
        return new NodeCapabilities(
                2,
                "",
                1_000,
                2,
                1_024,
                labels,
                false,
                false,
                List.of(Workflows.RUNTIME),
                0,
                0,
                "",
                0);
    }

    // ---- commands ---------------------------------------------------------------------------

    void start(ComponentSpec spec, Consumer<Answer<AgentAnswer>> respond) {
        PhysicalId fresh = new PhysicalId(setting().dice().uuid());
        waiting.ask(
                ANSWER_WAIT,
                ticket -> engine().feed(new AgentInput.Start(ticket, fresh, spec)),
                respond);
    }

    /// As the service answers: an unknown resource is an error, an unknown function is not.
    void stop(PhysicalId instance, boolean isResource, Consumer<Answer<AgentAnswer>> respond) {
        waiting.ask(
                ANSWER_WAIT,
                ticket -> engine().feed(new AgentInput.Stop(ticket, instance)),
                answer -> {
                    if (answer instanceof Answer.Value<AgentAnswer>(AgentAnswer.Done())) {
                        setting().witness().stopped(this, instance);
                    }
                    respond.accept(checked(answer, isResource));
                });
    }

    void patch(Patch patch, boolean isResource, Consumer<Answer<AgentAnswer>> respond) {
        waiting.ask(
                ANSWER_WAIT,
                ticket -> engine().feed(new AgentInput.ApplyPatch(ticket, patch)),
                answer -> respond.accept(checked(answer, isResource)));
    }

    void updatePeers(PeerUpdate update, Consumer<Answer<AgentAnswer>> respond) {
        waiting.ask(
                ANSWER_WAIT,
                ticket -> engine().feed(new AgentInput.ChangePeers(ticket, update)),
                respond);
    }

    private static Answer<AgentAnswer> checked(Answer<AgentAnswer> answer, boolean isResource) {
        boolean isRefused =
                answer instanceof Answer.Value<AgentAnswer>(AgentAnswer value)
                        && (value instanceof AgentAnswer.Unknown
                                || value instanceof AgentAnswer.NotPatched);
        return isResource && isRefused ? Answer.failed(Code.INTERNAL, "not found") : answer;
    }

    // ---- effects ----------------------------------------------------------------------------

    private void carryOut(AgentEffect effect) {
        note("does", effect);
        switch (effect) {
            case AgentEffect.Launch(PhysicalId physical, ComponentSpec spec, boolean again) ->
                    launch(physical, spec, again);
            case AgentEffect.Halt(PhysicalId physical) -> beginHalt(physical);
            case AgentEffect.SetChannels(PhysicalId physical, Patch patch) ->
                    after(soon(), () -> setChannels(physical, patch));
            case AgentEffect.WaitWithState(StateId state, long number, Duration grace) ->
                    after(grace.toNanos(), () -> feed(new AgentInput.StateDue(state, number)));
            case AgentEffect.DeleteState(StateId state) ->
                    after(soon(), () -> feed(new AgentInput.StateDeleted(state, Optional.empty())));
            case AgentEffect.KeepCode ignored -> {}
            case AgentEffect.SetPeers(PeerUpdate update) -> setPeers(update);
            case AgentEffect.Answer(long ticket, AgentAnswer answer) ->
                    waiting.complete(ticket, answer);
        }
    }

    private long soon() {
        return setting().dice().between(MILLISECOND, 50 * MILLISECOND);
    }

    private void feed(AgentInput input) {
        engine().feed(input);
    }

    private void setChannels(PhysicalId physical, Patch patch) {
        Optional<Instance> instance = instance(physical);
        instance.filter(found -> !found.patch.equals(Optional.of(patch)))
                .ifPresent(found -> {
                    changes++;
                    found.patch = Optional.of(patch);
                });
        Optional<String> problem =
                instance.isPresent() ? Optional.empty() : Optional.of("it is gone");
        feed(new AgentInput.PatchTried(physical, problem));
    }

    private void launch(PhysicalId physical, ComponentSpec spec, boolean again) {
        changes++;
        setting().witness().launches(this, physical, spec.placement());
        var instance = new Instance(physical, spec);
        instances.put(physical, instance);
        changed();
        long takes = setting().dice().permille(20) ? 100 * soon() : soon();
        boolean isRefused = setting().dice().permille(refusedPermille);
        after(takes, () -> launched(instance, isRefused, again));
    }

    private void launched(Instance instance, boolean isRefused, boolean again) {
        if (isRefused) {
            instances.remove(instance.id());
            changed();
            Refusal refusal = Refusal.of("Could not start function", "by the table");
            feed(new AgentInput.LaunchRefused(instance.id(), refusal));
            return;
        }
        instance.state = InstanceState.RUNNING;
        if (!again) {
            instance.placement().map(Placement::logical).ifPresent(setting().witness()::runs);
        }
        changed();
        feed(new AgentInput.Launched(instance.id()));
    }

    private void beginHalt(PhysicalId physical) {
        boolean isEarly = setting().is(Variant.STOP_CONFIRMED_EARLY);
        if (isEarly) {
            feed(new AgentInput.Halted(physical));
        }
        after(
                soon(),
                () -> {
                    changes++;
                    instances.remove(physical);
                    changed();
                    if (!isEarly) {
                        feed(new AgentInput.Halted(physical));
                    }
                });
    }

    private void setPeers(PeerUpdate update) {
        changes++;
        switch (update) {
            case PeerUpdate.Add(NodeId node, String url) -> peers.put(node, url);
            case PeerUpdate.Remove(NodeId node) -> peers.remove(node);
            case PeerUpdate.Clear() -> peers.clear();
        }
    }

    /// Where an instance of this node is reached.
    InstanceId address(Instance instance) {
        return new InstanceId(id, instance.id());
    }
}
