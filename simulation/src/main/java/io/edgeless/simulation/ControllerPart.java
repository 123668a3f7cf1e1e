package io.edgeless.simulation;

import static java.util.Objects.requireNonNull;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.controller.RecordJson;
import io.edgeless.controller.reconcile.ControllerCore;
import io.edgeless.controller.reconcile.ControllerEffect;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.ControllerRecord;
import io.edgeless.controller.reconcile.Job;
import io.edgeless.controller.reconcile.Removal;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.controller.reconcile.StartOutcome;
import io.edgeless.controller.workflow.ComponentKind;
import io.edgeless.orchestrator.reconcile.ComponentSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The controller: its real core in a simulated shell, with the deadlines of the real one.
final class ControllerPart extends Part {

    static final Duration DOMAIN_LOST = Duration.ofSeconds(30);

    private static final RecordJson CODEC = new RecordJson();
    private static final long TICK = Duration.ofSeconds(1).toNanos();
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);
    private static final Duration PATCH_DEADLINE = Duration.ofSeconds(20);
    private static final Duration START_WAIT = Duration.ofMinutes(15);
    private static final Duration STOP_WAIT = Duration.ofSeconds(30);
    private static final Duration READ_WAIT = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final List<OrchestratorPart> domains = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Waiting<Reply> waiting = new Waiting<>(this);
    private @Nullable Engine<ControllerInput, ControllerRecord, ControllerEffect> engine;

    ControllerPart(Setting setting, Ledger ledger) {
        super(setting, "controller");
        this.ledger = ledger;
    }

    List<OrchestratorPart> domains() {
        return domains;
    }

    private void feed(ControllerInput input) {
        requireNonNull(engine, "is down").feed(input);
    }

    @Override
    void begin() {
        engine =
                new Engine<>(
                        this,
                        Variants.disguiseController(setting(), new ControllerCore(DOMAIN_LOST)),
                        CODEC,
                        this::carryOut,
                        Optional.of(this::compare));
        tick();
    }

    private void compare(List<ControllerRecord> remembered) {
        ledger.compare(
                remembered.stream()
                        .filter(ControllerRecord.Accepted.class::isInstance)
                        .map(ControllerRecord.Accepted.class::cast)
                        .toList());
    }

    @Override
    void end() {
        seen.clear();
        waiting.clear();
    }

    private void tick() {
        feed(new ControllerInput.Tick());
        after(TICK, this::tick);
    }

    // ---- requests ---------------------------------------------------------------------------

    void hear(DomainUpdate update, Consumer<Answer<DomainAnswer>> respond) {
        waiting.ask(
                READ_WAIT,
                ticket -> feed(new ControllerInput.Hear(ticket, update)),
                answer -> respond.accept(answer.map(r -> ((Reply.OfDomain) r).answer())));
    }

    void start(WorkflowRequest request, Consumer<Answer<Told>> respond) {
        boolean isNew = request.requestId().filter(seen::add).isPresent();
        var id = new WorkflowId(setting().dice().uuid());
        List<StateId> states =
                request.spec().functions().stream()
                        .map(f -> new StateId(setting().dice().uuid()))
                        .toList();
        WorkflowRequest taken =
                setting().is(Variant.REPEATED_REQUEST_IS_NEW)
                        ? new WorkflowRequest(request.spec(), Optional.empty())
                        : request;
        waiting.ask(
                START_WAIT,
                ticket -> feed(new ControllerInput.Start(ticket, id, states, taken)),
                answer -> {
                    if (isNew
                            && answer instanceof Answer.Value<Reply>(Reply.OfWorkflow(var result))
                            && result instanceof WorkflowResult.Accepted(var status)) {
                        ledger.answers(status);
                    }
                    respond.accept(
                            answer.map(
                                    r -> new Told(((Reply.OfWorkflow) r).result(), disksLost())));
                });
    }

    /// The answer to a start.
    ///
    /// @param disk how many disks the controller had lost by then: its promise ends with its disk
    record Told(WorkflowResult result, int disk) {}

    void stop(WorkflowId workflow, Consumer<Answer<Reply>> respond) {
        if (setting().is(Variant.STOP_NOT_DONE) && setting().dice().permille(100)) {
            respond.accept(Answer.of(new Reply.Stopped(0)));
            return;
        }
        waiting.ask(STOP_WAIT, ticket -> feed(new ControllerInput.Stop(ticket, workflow)), respond);
    }

    void migrate(Migration migration, Consumer<Answer<WorkflowResult>> respond) {
        waiting.ask(
                START_WAIT,
                ticket -> feed(new ControllerInput.Migrate(ticket, migration)),
                answer -> respond.accept(answer.map(r -> ((Reply.OfWorkflow) r).result())));
    }

    void list(Consumer<Answer<Reply>> respond) {
        waiting.ask(READ_WAIT, ticket -> feed(new ControllerInput.ListWorkflows(ticket)), respond);
    }

    void inspect(WorkflowId workflow, Consumer<Answer<Reply>> respond) {
        waiting.ask(
                READ_WAIT, ticket -> feed(new ControllerInput.Inspect(ticket, workflow)), respond);
    }

    // ---- effects ----------------------------------------------------------------------------

    private void carryOut(ControllerEffect effect) {
        switch (effect) {
            case ControllerEffect.Answer(long ticket, Reply reply) ->
                    waiting.complete(ticket, reply);
            case ControllerEffect.StartFunction(Job job, FunctionSpec spec) ->
                    start(job, new ComponentSpec.Function(spec));
            case ControllerEffect.StartResource(Job job, ResourceSpec spec) ->
                    start(job, new ComponentSpec.Resource(spec));
            case ControllerEffect.StopComponent(Removal removal, String url) ->
                    stop(removal, url, removal.kind() == ComponentKind.UNKNOWN ? 2 : 1);
            case ControllerEffect.PatchComponent(Job job, Patch patch) -> patch(job, patch);
            case ControllerEffect.Note(boolean warning, var fields, String text) ->
                    note("says", text);
            case ControllerEffect.RetainCode ignored -> {}
            case ControllerEffect.CloseChannel ignored -> {}
        }
    }

    private void call(
            String url,
            Duration deadline,
            BiConsumer<OrchestratorPart, Consumer<Answer<io.edgeless.orchestrator.reconcile.Reply>>>
                    request,
            Consumer<Answer<io.edgeless.orchestrator.reconcile.Reply>> done) {
        OrchestratorPart callee =
                domains.stream().filter(d -> d.url().equals(url)).findFirst().orElseThrow();
        setting()
                .links()
                .call(this, callee, deadline, respond -> request.accept(callee, respond), done);
    }

    private void start(Job job, ComponentSpec spec) {
        note("starts", job);
        if (setting().is(Variant.STARTED_WITHOUT_ANSWER)) {
            call(job.url(), START_DEADLINE, (d, respond) -> d.start(spec, respond), answer -> {});
            feed(new ControllerInput.StartDone(job, new StartOutcome.Started(job.logical())));
            return;
        }
        call(
                job.url(),
                START_DEADLINE,
                (domain, respond) -> domain.start(spec, respond),
                answer -> feed(new ControllerInput.StartDone(job, outcome(answer))));
    }

    private static StartOutcome outcome(Answer<io.edgeless.orchestrator.reconcile.Reply> answer) {
        return switch (answer) {
            case Answer.Value<io.edgeless.orchestrator.reconcile.Reply>(
                            io.edgeless.orchestrator.reconcile.Reply.Started(LogicalId id)) ->
                    new StartOutcome.Started(id);
            case Answer.Value<io.edgeless.orchestrator.reconcile.Reply>(
                            io.edgeless.orchestrator.reconcile.Reply.Refused(Refusal refusal)) ->
                    new StartOutcome.Refused(refusal);
            case Answer.Value<io.edgeless.orchestrator.reconcile.Reply>(var other) ->
                    new StartOutcome.Failed("unexpected answer " + other, false);
            case Answer.Failed<io.edgeless.orchestrator.reconcile.Reply>(RpcException error) ->
                    new StartOutcome.Failed(
                            String.valueOf(error.getMessage()), error.certainlyNotDone());
        };
    }

    private void stop(Removal removal, String url, int times) {
        note("stops", removal);
        boolean isLeft =
                setting().is(Variant.STOP_FORGOTTEN_WHEN_AWAY)
                        && removal.kind() == ComponentKind.UNKNOWN;
        if (isLeft) {
            feed(new ControllerInput.StopDone(removal, Optional.empty()));
            return;
        }
        call(
                url,
                STOP_DEADLINE,
                (domain, respond) -> domain.stop(removal.logical(), respond),
                answer -> {
                    Optional<String> problem = problem(answer);
                    if (problem.isEmpty() && times > 1) {
                        stop(removal, url, times - 1);
                        return;
                    }
                    if (setting().is(Variant.STOP_FORGOTTEN_WHEN_AWAY)) {
                        problem = Optional.empty();
                    }
                    feed(new ControllerInput.StopDone(removal, problem));
                });
    }

    private void patch(Job job, Patch patch) {
        note("patches", job);
        call(
                job.url(),
                PATCH_DEADLINE,
                (domain, respond) -> domain.patch(patch, respond),
                answer -> feed(new ControllerInput.PatchDone(job, problem(answer))));
    }

    private static Optional<String> problem(
            Answer<io.edgeless.orchestrator.reconcile.Reply> answer) {
        return answer instanceof Answer.Failed<io.edgeless.orchestrator.reconcile.Reply>(var error)
                ? Optional.of(error.code() == Code.INTERNAL ? "refused" : "no answer")
                : Optional.empty();
    }
}
