package io.edgeless.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Plays the shell, the clock, the disk and the domains of one core, step by step.
final class Scripted {

    static final Duration DOMAIN_LOST = Duration.ofSeconds(30);
    static final DomainId DOMAIN = new DomainId("domain-1");
    static final DomainId OTHER = new DomainId("domain-2");

    private ControllerCore core = new ControllerCore(DOMAIN_LOST);
    private final List<ControllerRecord> disk = new ArrayList<>();
    private final List<ControllerEffect> effects = new ArrayList<>();
    private final Map<Long, Reply> replies = new LinkedHashMap<>();
    private long now = 1_000_000_000L;
    private long tickets;
    private int drawn;

    /// Feeds one input; effects are kept until a test takes them.
    void feed(ControllerInput input) {
        var step = core.step(now, input);
        disk.addAll(step.records());
        for (ControllerEffect effect : step.effects()) {
            if (effect instanceof ControllerEffect.Answer(long ticket, Reply reply)) {
                assertThat(replies.put(ticket, reply)).as("second answer to " + ticket).isNull();
            } else {
                effects.add(effect);
            }
        }
    }

    /// Lets the time pass, with a tick each second.
    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            feed(new ControllerInput.Tick());
        }
    }

    /// The process dies and a new one reads the disk. Effects under way are lost.
    void restart() {
        core = new ControllerCore(DOMAIN_LOST);
        disk.forEach(core::restore);
        effects.clear();
    }

    /// The same with a snapshot in place of the log.
    void restartFromSnapshot() {
        List<ControllerRecord> snapshot = core.snapshot();
        disk.clear();
        disk.addAll(snapshot);
        restart();
        assertThat(core.snapshot()).isEqualTo(snapshot);
    }

    long start(WorkflowSpec spec) {
        return start(spec, Optional.empty());
    }

    long start(WorkflowSpec spec, Optional<String> requestId) {
        List<StateId> states =
                spec.functions().stream().map(f -> new StateId(new UUID(7, drawn++))).toList();
        var id = new WorkflowId(new UUID(1, drawn++));
        var request = new WorkflowRequest(spec, requestId);
        feed(new ControllerInput.Start(++tickets, id, states, request));
        return tickets;
    }

    long stop(WorkflowId workflow) {
        feed(new ControllerInput.Stop(++tickets, workflow));
        return tickets;
    }

    long migrate(WorkflowId workflow, DomainId target, Optional<String> component) {
        feed(new ControllerInput.Migrate(++tickets, new Migration(workflow, target, component)));
        return tickets;
    }

    List<WorkflowId> list() {
        feed(new ControllerInput.ListWorkflows(++tickets));
        return reply(tickets, Reply.Listed.class).workflows();
    }

    WorkflowStatus inspect(WorkflowId workflow) {
        feed(new ControllerInput.Inspect(++tickets, workflow));
        return reply(tickets, Reply.Inspected.class).info().orElseThrow().status();
    }

    /// Registers a domain of ours that runs these.
    DomainAnswer hear(DomainId domain, long nonce, LogicalId... running) {
        List<ComponentReport> reports = new ArrayList<>();
        for (LogicalId logical : running) {
            reports.add(report(logical));
        }
        Optional<Duration> lease = Optional.of(Duration.ofSeconds(5));
        return hear(
                new DomainUpdate(
                        domain,
                        url(domain),
                        capabilities(),
                        1,
                        1,
                        nonce,
                        lease,
                        Optional.of(reports)));
    }

    static ComponentReport report(LogicalId logical) {
        return new ComponentReport(logical, "", Optional.empty(), InstanceState.RUNNING, "", 0, "");
    }

    /// Registers a v1.2 domain.
    DomainAnswer hearOld(DomainId domain, long nonce, long deadlineSec) {
        return hear(
                new DomainUpdate(
                        domain,
                        url(domain),
                        capabilities(),
                        deadlineSec,
                        1,
                        nonce,
                        Optional.empty(),
                        Optional.empty()));
    }

    DomainAnswer hear(DomainUpdate update) {
        feed(new ControllerInput.Hear(++tickets, update));
        return reply(tickets, Reply.OfDomain.class).answer();
    }

    static String url(DomainId domain) {
        return "http://" + domain + ":7003";
    }

    static DomainCapabilities capabilities() {
        return new DomainCapabilities(
                1,
                1,
                1,
                1024,
                List.of("green"),
                0,
                0,
                List.of("RUST_WASM"),
                1024,
                0,
                0,
                List.of("file-log-1"),
                List.of("file-log", "http-ingress"));
    }

    /// A resource `in` whose channel `out` goes to the function `f`, whose `log` goes to `sink`.
    static WorkflowSpec chain() {
        return chain(Map.of());
    }

    static WorkflowSpec chain(Map<String, String> annotations) {
        var code =
                new FunctionClass(
                        "f",
                        "RUST_WASM",
                        "0.1",
                        Optional.of("f.wasm"),
                        Binary.of(new byte[] {0, 'a', 's', 'm'}),
                        List.of("log"));
        return new WorkflowSpec(
                List.of(new WorkflowFunction("f", code, Map.of("log", "sink"), annotations)),
                List.of(
                        new WorkflowResource("in", "http-ingress", Map.of("out", "f"), Map.of()),
                        new WorkflowResource("sink", "file-log", Map.of(), Map.of())),
                Map.of());
    }

    /// Takes the effects of this type that no test has taken yet.
    <E extends ControllerEffect> List<E> take(Class<E> type) {
        List<E> taken = effects.stream().filter(type::isInstance).map(type::cast).toList();
        effects.removeAll(taken);
        return taken;
    }

    /// Takes the starts that are under way, functions first, as they were sent.
    List<Job> takeStarts() {
        List<Job> jobs = new ArrayList<>();
        for (ControllerEffect effect : List.copyOf(effects)) {
            if (effect instanceof ControllerEffect.StartFunction(Job job, var spec)) {
                jobs.add(job);
            } else if (effect instanceof ControllerEffect.StartResource(Job job, var spec)) {
                jobs.add(job);
            } else {
                continue;
            }
            effects.remove(effect);
        }
        return jobs;
    }

    void started(Job job) {
        feed(new ControllerInput.StartDone(job, new StartOutcome.Started(job.logical())));
    }

    void refused(Job job, String summary, String detail) {
        var outcome = new StartOutcome.Refused(Refusal.of(summary, detail));
        feed(new ControllerInput.StartDone(job, outcome));
    }

    void failed(Job job) {
        var outcome = new StartOutcome.Failed("no answer from " + job.url(), false);
        feed(new ControllerInput.StartDone(job, outcome));
    }

    /// Confirms all effects until nothing is under way.
    void settle() {
        List<Job> starts = takeStarts();
        var patches = take(ControllerEffect.PatchComponent.class);
        var stops = take(ControllerEffect.StopComponent.class);
        starts.forEach(this::started);
        patches.forEach(p -> feed(new ControllerInput.PatchDone(p.job(), Optional.empty())));
        stops.forEach(s -> feed(new ControllerInput.StopDone(s.removal(), Optional.empty())));
        if (!starts.isEmpty() || !patches.isEmpty() || !stops.isEmpty()) {
            settle();
        }
    }

    /// Starts the workflow, which all domains accept.
    WorkflowStatus run(WorkflowSpec spec) {
        long ticket = start(spec);
        settle();
        return accepted(ticket);
    }

    boolean isAnswered(long ticket) {
        return replies.containsKey(ticket);
    }

    WorkflowStatus accepted(long ticket) {
        var result = reply(ticket, Reply.OfWorkflow.class).result();
        return ((WorkflowResult.Accepted) result).status();
    }

    Refusal refusal(long ticket) {
        var result = reply(ticket, Reply.OfWorkflow.class).result();
        return ((WorkflowResult.Refused) result).refusal();
    }

    Reply reply(long ticket) {
        return reply(ticket, Reply.class);
    }

    private <R extends Reply> R reply(long ticket, Class<R> type) {
        return type.cast(requireNonNull(replies.get(ticket), "not answered"));
    }

    static LogicalId[] logicals(WorkflowStatus status) {
        return status.components().stream().map(c -> c.logical()).toArray(LogicalId[]::new);
    }
}
