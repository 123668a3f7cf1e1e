package io.edgeless.controller.reconcile;

import static java.util.Objects.requireNonNull;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/// One random history of a controller and a few domains, from a seed: messages are lost, late and
/// out of order, every part crashes; then all faults end.
final class History {

    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long PERIOD = 2_000 * MILLI;

    private final SplittableRandom random;
    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(
                    (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.no, b.no));
    private final List<ControllerRecord> disk = new ArrayList<>();
    private final Map<DomainId, FakeDomain> domains = new TreeMap<>();
    private final Map<Long, WorkflowId> asked = new HashMap<>();
    private final Map<Long, FakeDomain> hearings = new HashMap<>();
    private final Set<WorkflowId> accepted = new HashSet<>();
    private final Set<WorkflowId> stopped = new HashSet<>();
    private final List<String> log = new ArrayList<>();
    private ControllerCore core = new ControllerCore(Duration.ofSeconds(30));
    private boolean faulty = true;
    private long now;
    private long events;
    private long tickets;
    private int life;

    private record Event(long at, long no, int life, Runnable run) {}

    /// What a domain really runs.
    private static final class FakeDomain {
        final DomainId id;
        final boolean ours;
        final Map<LogicalId, String> running = new TreeMap<>();
        final Map<LogicalId, Map<String, UUID>> outputs = new HashMap<>();
        long nonce;
        long deadlineSec = 1;
        boolean silent;

        FakeDomain(DomainId id, boolean ours) {
            this.id = id;
            this.ours = ours;
        }
    }

    History(long seed) {
        random = new SplittableRandom(seed);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            var domain = new FakeDomain(new DomainId("d" + i), i > 0 && random.nextBoolean());
            domain.nonce = random.nextLong();
            domains.put(domain.id, domain);
            after(random.nextLong(PERIOD), () -> register(domain));
        }
        after(0, this::tick);
    }

    List<String> log() {
        return log;
    }

    private boolean chance(int percent) {
        return faulty && random.nextInt(100) < percent;
    }

    private long delay() {
        return chance(5) ? random.nextLong(20_000 * MILLI) : random.nextLong(50 * MILLI);
    }

    private void after(long delay, Runnable run) {
        queue.add(new Event(now + delay, events++, -1, run));
    }

    /// Lost when the controller crashes before.
    private void afterInThisLife(long delay, Runnable run) {
        queue.add(new Event(now + delay, events++, life, run));
    }

    /// Runs the faulty part and then the healing.
    void run() {
        long end = (60L + random.nextInt(120)) * 1_000 * MILLI;
        after(0, this::misbehave);
        runUntil(end);
        faulty = false;
        domains.values().forEach(domain -> domain.silent = false);
        runUntil(end + 240_000 * MILLI);
    }

    private void runUntil(long end) {
        while (!queue.isEmpty() && queue.peek().at < end) {
            Event event = queue.remove();
            now = event.at;
            if (event.life == -1 || event.life == life) {
                event.run.run();
            }
        }
        now = end;
    }

    private void misbehave() {
        if (!faulty) {
            return;
        }
        int what = random.nextInt(100);
        if (what < 30) {
            startWorkflow();
        } else if (what < 45) {
            stopWorkflow();
        } else if (what < 52) {
            migrateWorkflow();
        } else if (what < 60) {
            crashController();
        } else if (what < 75) {
            disturbDomain();
        }
        after(random.nextLong(6_000 * MILLI), this::misbehave);
    }

    private void startWorkflow() {
        var spec = Scripted.chain();
        var id = new WorkflowId(new UUID(random.nextLong(), random.nextLong()));
        long ticket = ++tickets;
        asked.put(ticket, id);
        log("start " + id);
        var state = new StateId(new UUID(random.nextLong(), 0));
        feed(
                new ControllerInput.Start(
                        ticket, id, List.of(state), new WorkflowRequest(spec, Optional.empty())));
    }

    private void stopWorkflow() {
        List<WorkflowId> candidates = accepted.stream().sorted().toList();
        if (!candidates.isEmpty()) {
            WorkflowId id = candidates.get(random.nextInt(candidates.size()));
            log("stop " + id);
            stopped.add(id);
            accepted.remove(id);
            feed(new ControllerInput.Stop(++tickets, id));
        }
    }

    private void migrateWorkflow() {
        List<WorkflowId> candidates = accepted.stream().sorted().toList();
        List<DomainId> targets = List.copyOf(domains.keySet());
        if (!candidates.isEmpty()) {
            WorkflowId id = candidates.get(random.nextInt(candidates.size()));
            DomainId target = targets.get(random.nextInt(targets.size()));
            log("migrate " + id + " to " + target);
            var migration = new Migration(id, target, Optional.empty());
            feed(new ControllerInput.Migrate(++tickets, migration));
        }
    }

    private void crashController() {
        log("controller restarts");
        life++;
        asked.clear();
        hearings.clear();
        core = new ControllerCore(Duration.ofSeconds(30));
        disk.forEach(core::restore);
        if (random.nextBoolean()) {
            List<ControllerRecord> snapshot = core.snapshot();
            disk.clear();
            disk.addAll(snapshot);
        }
    }

    private void disturbDomain() {
        List<FakeDomain> all = List.copyOf(domains.values());
        FakeDomain domain = all.get(random.nextInt(all.size()));
        if (random.nextBoolean()) {
            domain.silent = !domain.silent;
            log(domain.id + (domain.silent ? " is cut off" : " is back"));
        } else {
            domain.nonce = random.nextLong();
            boolean empty = !domain.ours || random.nextInt(3) == 0;
            log(domain.id + " restarts" + (empty ? " empty" : ""));
            if (empty) {
                domain.running.clear();
                domain.outputs.clear();
            }
        }
    }

    private void tick() {
        feed(new ControllerInput.Tick());
        after(1_000 * MILLI, this::tick);
    }

    private void register(FakeDomain domain) {
        after(PERIOD, () -> register(domain));
        if (domain.silent || chance(10)) {
            return;
        }
        domain.deadlineSec += 2;
        List<ComponentReport> reports = new ArrayList<>();
        domain.running.forEach((logical, workflow) ->
                reports.add(
                        new ComponentReport(
                                logical,
                                workflow,
                                Optional.empty(),
                                InstanceState.RUNNING,
                                "",
                                0,
                                "")));
        var update =
                new DomainUpdate(
                        domain.id,
                        Scripted.url(domain.id),
                        Scripted.capabilities(),
                        domain.deadlineSec,
                        1,
                        domain.nonce,
                        domain.ours ? Optional.of(Duration.ofSeconds(5)) : Optional.empty(),
                        domain.ours ? Optional.of(reports) : Optional.empty());
        after(delay(), () -> hear(domain, update));
        if (chance(5)) {
            after(delay(), () -> hear(domain, update));
        }
    }

    private void hear(FakeDomain domain, DomainUpdate update) {
        hearings.put(++tickets, domain);
        feed(new ControllerInput.Hear(tickets, update));
    }

    private void feed(ControllerInput input) {
        var step = core.step(now, input);
        disk.addAll(step.records());
        step.effects().forEach(this::carryOut);
    }

    private void carryOut(ControllerEffect effect) {
        switch (effect) {
            case ControllerEffect.Answer(long ticket, Reply reply) -> answered(ticket, reply);
            case ControllerEffect.StartFunction(Job job, var spec) -> start(job);
            case ControllerEffect.StartResource(Job job, var spec) -> start(job);
            case ControllerEffect.StopComponent(Removal removal, var url) -> stop(removal);
            case ControllerEffect.PatchComponent patch -> patch(patch);
            case ControllerEffect.Note(boolean warning, var fields, String text) -> log(text);
            case ControllerEffect.RetainCode ignored -> {}
            case ControllerEffect.CloseChannel ignored -> {}
        }
    }

    private void answered(long ticket, Reply reply) {
        FakeDomain heard = hearings.remove(ticket);
        if (heard != null
                && reply instanceof Reply.OfDomain(DomainAnswer.Accepted(boolean reset), var _)
                && reset) {
            log(heard.id + " resets itself");
            heard.running.clear();
            heard.outputs.clear();
        }
        WorkflowId id = asked.remove(ticket);
        if (id != null
                && reply instanceof Reply.OfWorkflow(WorkflowResult result)
                && result instanceof WorkflowResult.Accepted) {
            log("accepted " + id);
            accepted.add(id);
        }
    }

    private void start(Job job) {
        FakeDomain domain = fake(job.domain());
        if (domain.silent || chance(5)) {
            fails(job, !domain.silent);
            return;
        }
        long nonce = domain.nonce;
        Runnable arrival =
                () -> {
                    if (domain.nonce != nonce || domain.silent) {
                        fails(job, false);
                    } else if (chance(10)) {
                        result(job, new StartOutcome.Refused(Refusal.of("class type not found")));
                    } else {
                        run(job, domain);
                    }
                };
        if (domain.ours) {
            after(delay(), arrival);
        } else {
            // What waits in a v1.2 server is dropped with the connection of a client that dies;
            // nothing could tell a start that came after the reset from a wanted one.
            afterInThisLife(delay(), arrival);
        }
    }

    private void run(Job job, FakeDomain domain) {
        LogicalId logical =
                domain.ours
                        ? job.logical()
                        : new LogicalId(new UUID(random.nextLong(), random.nextLong()));
        domain.running.put(logical, job.workflow().toString());
        if (chance(10)) {
            fails(job, false);
        } else {
            result(job, new StartOutcome.Started(logical));
        }
    }

    private void fails(Job job, boolean notDone) {
        result(job, new StartOutcome.Failed("no answer", notDone));
    }

    private void result(Job job, StartOutcome outcome) {
        afterInThisLife(delay(), () -> feed(new ControllerInput.StartDone(job, outcome)));
    }

    private void stop(Removal removal) {
        FakeDomain domain = fake(removal.domain());
        boolean lost = domain.silent || chance(10);
        after(
                delay(),
                () -> {
                    if (!lost) {
                        domain.running.remove(removal.logical());
                        domain.outputs.remove(removal.logical());
                    }
                    Optional<String> problem =
                            lost || chance(10) ? Optional.of("no answer") : Optional.empty();
                    afterInThisLife(
                            delay(), () -> feed(new ControllerInput.StopDone(removal, problem)));
                });
    }

    private void patch(ControllerEffect.PatchComponent effect) {
        FakeDomain domain = fake(effect.job().domain());
        boolean lost = domain.silent || chance(10);
        Map<String, UUID> outputs = new TreeMap<>();
        effect.patch().outputs().forEach((ch, t) -> outputs.put(ch, t.function().value()));
        after(
                delay(),
                () -> {
                    if (!lost) {
                        domain.outputs.put(new LogicalId(effect.patch().component()), outputs);
                    }
                    Optional<String> problem = lost ? Optional.of("no answer") : Optional.empty();
                    afterInThisLife(
                            delay(),
                            () -> feed(new ControllerInput.PatchDone(effect.job(), problem)));
                });
    }

    private FakeDomain fake(DomainId id) {
        return requireNonNull(domains.get(id));
    }

    private void log(String text) {
        log.add("%8.3f %s".formatted(now / 1e9, text));
    }

    /// What is not as it should be after all faults have ended.
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        Map<String, Integer> running = new TreeMap<>();
        for (FakeDomain domain : domains.values()) {
            for (String workflow : domain.running.values()) {
                running.merge(workflow, 1, Integer::sum);
            }
        }
        for (WorkflowId id : accepted) {
            Integer count = running.remove(id.toString());
            if (count == null || count != 3) {
                problems.add("workflow " + id + " has " + count + " components, not 3");
            } else {
                checkOutputs(id, problems);
            }
        }
        running.forEach((id, count) -> problems.add("unknown " + id + " runs " + count));
        return problems;
    }

    private void checkOutputs(WorkflowId id, List<String> problems) {
        for (FakeDomain domain : domains.values()) {
            domain.running.forEach((logical, workflow) -> {
                Map<String, UUID> outputs = domain.outputs.getOrDefault(logical, Map.of());
                boolean dangling =
                        outputs.values().stream()
                                .anyMatch(t -> !domain.running.containsKey(new LogicalId(t)));
                if (workflow.equals(id.toString()) && dangling) {
                    problems.add(logical + " of " + id + " sends to nobody");
                }
            });
            long connected =
                    domain.running.entrySet().stream()
                            .filter(e -> e.getValue().equals(id.toString()))
                            .filter(e ->
                                    !domain.outputs.getOrDefault(e.getKey(), Map.of()).isEmpty())
                            .count();
            boolean here = domain.running.containsValue(id.toString());
            if (here && connected != 2) {
                problems.add(id + " has " + connected + " connected components, not 2");
            }
        }
    }
}
