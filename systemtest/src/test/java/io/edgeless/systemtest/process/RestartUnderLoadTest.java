package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.RpcException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Programs are killed and ended at random moments, one or two or all at once, while thousands of
/// events a second are handled, and workflows are started and stopped. What fails names its seed;
/// `-Dedgeless.seed=SEED` draws the same programs, signals and waits again.
class RestartUnderLoadTest {

    private static final int ROUNDS = 4;

    private static final int EVENTS_PER_SECOND_MIN = 1_000;

    /// Of each of three pairs: 2,500 events a second, so that one is enough on a busy machine.
    private static final int CASTS_PER_TICK = 50;

    private static final int SMALL_CASTS_PER_TICK = 10;

    private static final int KILLED = 128 + 9;

    /// What a stop in order may take, and some time to see it.
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    @TempDir Path folder;

    private final long seed = Long.getLong("edgeless.seed", new Random().nextInt());
    private final Random dice = new Random(seed);

    private final ExecutorService client = Executors.newSingleThreadExecutor();
    private Optional<ProcessCluster> opened = Optional.empty();

    /// What clients were promised: small workflows whose start was answered, and those whose stop
    /// was. Written by the client's thread while nobody reads.
    private final Map<WorkflowId, Tally> accepted = new HashMap<>();

    private final Map<WorkflowId, Tally> stopped = new HashMap<>();

    @BeforeEach
    void startCluster() throws IOException {
        opened = Optional.of(ProcessCluster.started(folder, 2));
    }

    @AfterEach
    void stopCluster() {
        client.shutdownNow();
        opened.ifPresent(ProcessCluster::close);
    }

    private ProcessCluster cluster() {
        return opened.orElseThrow();
    }

    @Test
    void programs_endAtRandomMomentsUnderLoad_keepTheirPromises() {
        List<String> history = new ArrayList<>();
        try {
            Load load =
                    new Load(cluster())
                            .pair("first", "node", "node", CASTS_PER_TICK)
                            .pair("second", "node2", "node2", CASTS_PER_TICK)
                            .pair("between", "node", "node2", CASTS_PER_TICK);
            WorkflowId workflow = start(load);
            awaitLines(load.tallies());
            int all = dice.nextInt(ROUNDS);
            for (int round = 0; round < ROUNDS; round++) {
                List<String> victims = round == all ? cluster().programs() : draw();
                String signal = round == all || dice.nextInt(3) > 0 ? "KILL" : "TERM";
                history.add(signal + " " + victims);
                endAndStart(load, victims, signal);
                assertPromises(workflow, load);
            }
            assertStoppedOnesStayStopped(load);
            cluster().assertNoComplaint();
        } catch (AssertionError | Exception e) {
            throw new AssertionError(
                    "with -Dedgeless.seed=%d after %s: %s".formatted(seed, history, e), e);
        }
    }

    private List<String> draw() {
        List<String> programs = new ArrayList<>(cluster().programs());
        Collections.shuffle(programs, dice);
        return programs.subList(0, 1 + dice.nextInt(2));
    }

    /// At a random moment, and while a client starts and stops.
    private void endAndStart(Load load, List<String> victims, String signal) throws Exception {
        Map<Tally, Long> beginnings = new HashMap<>();
        load.tallies().forEach(tally -> beginnings.put(tally, tally.beginnings()));
        assertRate(load.tallies());
        int round = accepted.size() + stopped.size();
        Future<?> clients = client.submit(() -> startOneAndStopOne("small-" + round));
        awaitEvents(load.tallies(), dice.nextInt(6_000));
        end(victims, signal);

        List<Tally> untouched =
                load.tallies().stream()
                        .filter(tally -> !victims.contains(tally.program()))
                        .toList();
        if (!untouched.isEmpty()) {
            assertRate(untouched);
        }
        cluster().start(victims);
        clients.get(ProgramProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);

        awaitLines(load.tallies());
        beginnings.forEach((tally, before) ->
                assertThat(tally.beginnings() > before)
                        .as("restart of %s of %s: %s", tally.name(), tally.program(), tally.lines())
                        .isEqualTo(victims.contains(tally.program())));
    }

    private void end(List<String> victims, String signal) {
        long begin = System.nanoTime();
        victims.forEach(program -> cluster().program(program).signal(signal));
        for (String program : victims) {
            assertThat(cluster().end(program, signal))
                    .as("exit code of %s", program)
                    .isEqualTo(signal.equals("TERM") ? 0 : KILLED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOP_MAX);
    }

    /// Neither needs to succeed while programs end; but what is answered is a promise.
    private void startOneAndStopOne(String name) {
        Optional<WorkflowId> old = accepted.keySet().stream().findFirst();
        Load small = new Load(cluster()).pair(name, "", "", SMALL_CASTS_PER_TICK);
        try {
            accepted.put(start(small), small.tallies().getFirst());
        } catch (RpcException | IOException | AssertionError e) {
            // Nothing was promised.
        }
        old.ifPresent(workflow -> {
            Tally tally = accepted.remove(workflow);
            try {
                cluster().workflows().stop(workflow);
                stopped.put(workflow, tally);
            } catch (RpcException e) {
                // It may have been stopped or not.
            }
        });
    }

    private WorkflowId start(Load load) throws IOException {
        var request = new WorkflowRequest(load.workflow(), Optional.empty());
        WorkflowResult result = cluster().workflows().start(request);
        assertThat(result).isInstanceOf(WorkflowResult.Accepted.class);
        return ((WorkflowResult.Accepted) result).status().id();
    }

    private void assertPromises(WorkflowId workflow, Load load) {
        await("every component runs")
                .atMost(ProgramProcess.PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        cluster().components(workflow).values().stream()
                                .allMatch(component ->
                                        component
                                                .report()
                                                .map(ComponentReport::state)
                                                .equals(Optional.of(InstanceState.RUNNING))));
        assertThat(cluster().workflows().list())
                .contains(workflow)
                .containsAll(accepted.keySet())
                .noneMatch(stopped::containsKey);
        for (Tally tally : load.tallies()) {
            assertThat(tally.isOneCount()).as("%s: %s", tally.name(), tally.lines()).isTrue();
        }
    }

    private void assertStoppedOnesStayStopped(Load load) {
        awaitLines(accepted.values());
        await("stopped workflows stand still while others go on")
                .atMost(ProgramProcess.PATIENCE)
                .until(() -> {
                    long before = events(stopped.values());
                    awaitEvents(load.tallies(), 5 * EVENTS_PER_SECOND_MIN);
                    return events(stopped.values()) == before;
                });
    }

    private static long events(Iterable<Tally> tallies) {
        long events = 0;
        for (Tally tally : tallies) {
            events += tally.events();
        }
        return events;
    }

    private static void awaitEvents(Iterable<Tally> tallies, long more) {
        long begin = events(tallies);
        await(more + " more events of " + tallies)
                .atMost(ProgramProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> events(tallies) >= begin + more);
    }

    private static void awaitLines(Iterable<Tally> tallies) {
        tallies.forEach(tally -> awaitEvents(List.of(tally), 2L * Tally.STEP));
    }

    private static void assertRate(List<Tally> tallies) {
        long events = 3L * EVENTS_PER_SECOND_MIN;
        long begin = System.nanoTime();
        awaitEvents(tallies, events);
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(events / seconds)
                .as("events a second of %s", tallies)
                .isGreaterThanOrEqualTo(EVENTS_PER_SECOND_MIN);
    }
}
