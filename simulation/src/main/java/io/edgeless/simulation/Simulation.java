package io.edgeless.simulation;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.controller.reconcile.Reply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Runs one history: a cluster drawn from a seed lives through faults drawn from the same seed;
/// then all faults end, and within a bounded time everything must be as its clients were told:
///
/// - every accepted workflow is there, a stopped one is not;
/// - each component has exactly one live instance, nothing else runs;
/// - channels lead to those instances, receivers know the epochs of their senders, nodes know each
///   other;
/// - it then stays so: between two looks, too, no node starts or stops anything or is told of other
///   channels or peers.
///
/// What must hold while there are faults is watched at every step ([Witness], [Ledger]). Uses no
/// threads, no clock and no files of the machine.
public final class Simulation {

    private static final Duration CHAOS_MIN = Duration.ofSeconds(15);
    private static final Duration CHAOS_MAX = Duration.ofSeconds(60);

    /// The longest ways to health: a call that was lost is noticed after up to 25 s, a back-off
    /// lasts up to 30 s, a held eviction 30 s and some more, a domain is lost for 30 s. Some of
    /// them come one after the other.
    private static final Duration HEALED_MAX = Duration.ofMinutes(2);

    /// So long what was under way with the last fault may have consequences.
    private static final Duration SETTLED = Duration.ofSeconds(30);

    /// Longer than a lease, a report and a back-off of what might still be wrong unseen.
    private static final int STEADY_SECONDS = 10;

    private static final Duration ASK_PERIOD = Duration.ofSeconds(1);

    private final Setting setting;
    private final Cluster cluster;
    private final Chaos chaos;

    /// What the controller shows a client.
    private Map<WorkflowId, WorkflowInfo> shown = new TreeMap<>();

    private boolean isShown;

    /// Since when all is well.
    private long healedAt;

    private Simulation(Setting setting) {
        this.setting = setting;
        cluster = new Cluster(setting);
        chaos = new Chaos(setting, cluster);
    }

    /// Runs the history of a seed.
    ///
    /// @param isTold whether the outcome has the history in words
    public static Outcome run(long seed, boolean isTold) {
        return run(seed, isTold, Variant.NONE);
    }

    static Outcome run(long seed, boolean isTold, Variant variant) {
        var scheduler = new Scheduler();
        var dice = new Dice(seed);
        var trace = new Trace(scheduler, isTold);
        var setting =
                new Setting(
                        scheduler,
                        dice,
                        trace,
                        new Links(scheduler, dice),
                        new Witness(trace),
                        variant);
        return new Simulation(setting).run(seed);
    }

    private Outcome run(long seed) {
        cluster.start();
        chaos.begin();
        pass(setting.dice().between(CHAOS_MIN.toNanos(), CHAOS_MAX.toNanos()));
        chaos.end();
        cluster.client().quieten();
        long end = setting.scheduler().now();
        List<String> problems = heal();
        Duration healed = Duration.ofNanos(healedAt - end);
        if (problems.isEmpty()) {
            problems = new ArrayList<>(stay());
        }
        problems.addAll(0, setting.witness().violations());
        Trace trace = setting.trace();
        trace.mix(setting.scheduler().planned());
        problems.forEach(problem -> trace.note("!", "PROBLEM", problem));
        return new Outcome(seed, problems, trace.hash(), healed, trace.lines());
    }

    private void pass(long nanos) {
        setting.scheduler().runUntil(setting.scheduler().now() + nanos);
    }

    /// Lets time pass until all is well.
    ///
    /// @return what is still wrong at the end
    private List<String> heal() {
        long limit = setting.scheduler().now() + HEALED_MAX.toNanos();
        long settled = setting.scheduler().now() + SETTLED.toNanos();
        List<String> problems = look();
        boolean wasGood = false;
        while (setting.scheduler().now() < (problems.isEmpty() ? settled : limit)) {
            if (problems.isEmpty() && !wasGood) {
                healedAt = setting.scheduler().now();
            }
            wasGood = problems.isEmpty();
            problems = look();
        }
        if (!wasGood) {
            healedAt = setting.scheduler().now();
        }
        return problems;
    }

    /// Asks the controller as a client would, and compares.
    private List<String> look() {
        isShown = false;
        ask();
        pass(ASK_PERIOD.toNanos());
        if (!isShown || cluster.client().open() > 0) {
            return new ArrayList<>(List.of("requests of clients are not answered yet"));
        }
        return new ArrayList<>(Verdict.problems(cluster, shown));
    }

    private void ask() {
        Map<WorkflowId, WorkflowInfo> found = new TreeMap<>();
        cluster.controller()
                .list(answer -> {
                    if (answer instanceof Answer.Value<Reply>(Reply.Listed(var ids))) {
                        inspect(new ArrayList<>(ids), found);
                    }
                });
    }

    private void inspect(List<WorkflowId> left, Map<WorkflowId, WorkflowInfo> found) {
        if (left.isEmpty()) {
            shown = found;
            isShown = true;
            return;
        }
        WorkflowId next = left.removeLast();
        cluster.controller()
                .inspect(
                        next,
                        answer -> {
                            if (answer
                                    instanceof
                                    Answer.Value<Reply>(
                                            Reply.Inspected(Optional<WorkflowInfo> info))) {
                                info.ifPresent(i -> found.put(next, i));
                                inspect(left, found);
                            }
                        });
    }

    /// All is well: nothing may change any more.
    private List<String> stay() {
        long before = cluster.nodes().stream().mapToLong(NodePart::changes).sum();
        for (int i = 0; i < STEADY_SECONDS; i++) {
            List<String> problems = look();
            if (!problems.isEmpty()) {
                problems.addFirst("all was well, but does not stay so");
                return problems;
            }
        }
        long after = cluster.nodes().stream().mapToLong(NodePart::changes).sum();
        return after == before
                ? chaos.isHarmless() ? restarted() : List.of()
                : List.of("nodes are told something although all was well");
    }

    /// With faults that touch no node nothing is started twice.
    private List<String> restarted() {
        List<String> problems = new ArrayList<>();
        for (WorkflowInfo info : shown.values()) {
            Set<String> stopping =
                    info.spec().functions().stream()
                            .filter(f -> f.annotations().containsKey(Workflows.ON_DISCONNECT))
                            .map(WorkflowFunction::name)
                            .collect(Collectors.toSet());
            info.status().components().stream()
                    .filter(c -> !stopping.contains(c.name()))
                    .filter(c -> setting.witness().launches(c.logical()) > 1)
                    .forEach(c ->
                            problems.add("healthy %s was started again".formatted(c.logical())));
        }
        return problems;
    }
}
