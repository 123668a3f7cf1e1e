package io.edgeless.simulation;

import static java.util.Objects.requireNonNull;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Renewal;
import io.edgeless.orchestrator.RecordJson;
import io.edgeless.orchestrator.placement.Strategy;
import io.edgeless.orchestrator.reconcile.ComponentSpec;
import io.edgeless.orchestrator.reconcile.OrcEffect;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.OrcRecord;
import io.edgeless.orchestrator.reconcile.OrchestratorCore;
import io.edgeless.orchestrator.reconcile.Reply;
import io.edgeless.process.loop.Core;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// An orchestrator: its real core in a simulated shell.
final class OrchestratorPart extends Part {

    private static final RecordJson CODEC = new RecordJson();
    private static final long TICK = Duration.ofMillis(200).toNanos();
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final long GATHER = Duration.ofMillis(100).toNanos();

    /// Shorter than the lease, so that a lost message costs no lease.
    private static final Duration CONTROLLER_DEADLINE = INTERVAL;

    private static final Duration DESCRIBE_WAIT = Duration.ofSeconds(5);
    private static final Duration HEAR_WAIT = Duration.ofSeconds(5);
    private static final Duration START_WAIT = Duration.ofSeconds(115);
    private static final Duration COMMAND_WAIT = Duration.ofSeconds(18);

    private final ControllerPart controller;
    private final int number;
    private final Strategy strategy;
    private final List<NodePart> nodes = new ArrayList<>();
    private final Waiting<Reply> waiting = new Waiting<>(this);
    private final NodeCalls calls = new NodeCalls(this);
    private @Nullable Engine<OrcInput, OrcRecord, OrcEffect> engine;
    private List<ComponentReport> firstReports = List.of();
    private final Map<NodeId, NodeUpdate> lastHeard = new TreeMap<>();
    private long nonce;
    private int turn;
    private boolean isRegistering;
    private boolean hasNews;

    OrchestratorPart(Setting setting, ControllerPart controller, int number, Strategy strategy) {
        super(setting, "domain-" + number);
        this.controller = controller;
        this.number = number;
        this.strategy = strategy;
    }

    int number() {
        return number;
    }

    DomainId domain() {
        return new DomainId(name());
    }

    String url() {
        return "http://" + name() + ":7003";
    }

    List<NodePart> nodes() {
        return nodes;
    }

    private Engine<OrcInput, OrcRecord, OrcEffect> engine() {
        return requireNonNull(engine, "is down");
    }

    void feed(OrcInput input) {
        engine().feed(input);
    }

    @Override
    void begin() {
        nonce = setting().dice().bits();
        Core<OrcInput, OrcRecord, OrcEffect> core = new OrchestratorCore(strategy);
        engine = new Engine<>(this, Variants.disguise(setting(), core), CODEC, this::carryOut);
        isRegistering = false;
        tick();
        register();
    }

    @Override
    void end() {
        waiting.clear();
        lastHeard.clear();
    }

    private void tick() {
        feed(new OrcInput.Tick(setting().dice().bits()));
        if (setting().is(Variant.LEASE_IGNORED)) {
            lastHeard.values().forEach(last -> feed(new OrcInput.Hear(-1, last, wallSec())));
        }
        after(TICK, this::tick);
    }

    // ---- the controller's lease -------------------------------------------------------------

    private void changed() {
        if (isRegistering) {
            hasNews = true;
        } else {
            turn++;
            isRegistering = true;
            after(GATHER, this::register);
        }
    }

    private void register() {
        isRegistering = true;
        hasNews = false;
        turn++;
        waiting.ask(
                DESCRIBE_WAIT,
                ticket -> feed(new OrcInput.Describe(ticket)),
                answer -> {
                    if (answer instanceof Answer.Value<Reply>(Reply.Description description)) {
                        send(description);
                    } else {
                        registered();
                    }
                });
    }

    /// What it says that it runs.
    private List<ComponentReport> reports(Reply.Description description) {
        if (life() == 1) {
            firstReports = description.components();
        }
        return setting().is(Variant.DOMAIN_REPORTS_STALE) && life() > 1
                ? firstReports
                : description.components();
    }

    private void send(Reply.Description description) {
        var update =
                new DomainUpdate(
                        domain(),
                        url(),
                        description.capabilities(),
                        Renewal.deadlineSec(wallSec(), INTERVAL) + 1,
                        description.counter(),
                        nonce,
                        Optional.of(Renewal.lease(INTERVAL)),
                        Optional.of(reports(description)));
        setting()
                .links()
                .<DomainAnswer>call(
                        this,
                        controller,
                        CONTROLLER_DEADLINE,
                        respond -> controller.hear(update, respond),
                        answer -> {
                            if (answer
                                            instanceof
                                            Answer.Value<DomainAnswer>(
                                                    DomainAnswer.Accepted(boolean reset))
                                    && reset) {
                                feed(new OrcInput.DropAll(description.accepted()));
                            }
                            registered();
                        });
    }

    private void registered() {
        isRegistering = false;
        if (hasNews) {
            changed();
            return;
        }
        int planned = turn;
        after(
                INTERVAL.toNanos(),
                () -> {
                    if (planned == turn && !isRegistering) {
                        register();
                    }
                });
    }

    // ---- requests ---------------------------------------------------------------------------

    void hear(NodeUpdate update, Consumer<Answer<Acceptance>> respond) {
        if (setting().is(Variant.LEASE_IGNORED)) {
            lastHeard.put(update.node(), update);
        }
        waiting.ask(
                HEAR_WAIT,
                ticket -> feed(new OrcInput.Hear(ticket, update, wallSec())),
                answer -> respond.accept(answer.map(OrchestratorPart::acceptance)));
    }

    private static Acceptance acceptance(Reply reply) {
        return reply instanceof Reply.Refused(var refusal)
                ? new Acceptance.Refused(refusal)
                : new Acceptance.Accepted();
    }

    void start(ComponentSpec spec, Consumer<Answer<Reply>> respond) {
        var fresh = new LogicalId(setting().dice().uuid());
        long draw = setting().dice().bits();
        waiting.ask(
                START_WAIT, ticket -> feed(new OrcInput.Start(ticket, fresh, spec, draw)), respond);
    }

    void stop(LogicalId logical, Consumer<Answer<Reply>> respond) {
        waiting.ask(
                COMMAND_WAIT,
                ticket -> feed(new OrcInput.Stop(ticket, logical)),
                answer -> {
                    if (answer instanceof Answer.Value<Reply>) {
                        setting().witness().stops(name(), logical);
                    }
                    respond.accept(answer);
                });
    }

    void patch(Patch patch, Consumer<Answer<Reply>> respond) {
        Map<String, LogicalId> outputs = new TreeMap<>();
        patch.outputs()
                .forEach((channel, target) ->
                        outputs.put(channel, new LogicalId(target.function().value())));
        var id = new LogicalId(patch.component());
        waiting.ask(
                COMMAND_WAIT, ticket -> feed(new OrcInput.Connect(ticket, id, outputs)), respond);
    }

    // ---- effects ----------------------------------------------------------------------------

    private void carryOut(OrcEffect effect) {
        switch (effect) {
            case OrcEffect.Answer(long ticket, Reply reply) -> waiting.complete(ticket, reply);
            case OrcEffect.DomainChanged() -> changed();
            case OrcEffect.Note(boolean warning, String text) -> note("says", text);
            case OrcEffect.CloseChannel ignored -> {}
            case OrcEffect.RetainCode ignored -> {}
            case OrcEffect.StartOnNode _,
                    OrcEffect.StopOnNode _,
                    OrcEffect.StopStrayOnNode _,
                    OrcEffect.PatchOnNode _,
                    OrcEffect.UpdatePeers _,
                    OrcEffect.ResetNode _ -> {
                note("does", effect);
                calls.carryOut(effect);
            }
        }
    }
}
