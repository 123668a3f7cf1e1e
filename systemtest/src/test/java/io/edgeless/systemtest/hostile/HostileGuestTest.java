package io.edgeless.systemtest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.cli.ClientCommands;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.HttpAnswer;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Guests that do their worst, one after the other, beside a neighbour on the same node that is
/// called all the time. The neighbour must not notice, and the owner of the guest must be told.
class HostileGuestTest {

    private static final String HOST = "hostile.test";

    /// Less than the default, so that the tests of endless loops are short.
    private static final String WALL_BUDGET_MS = "3000";

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static ClusterClient client;
    private static AutoCloseable closeNeighbour = () -> {};
    private static Runnable assertNeighbourAnswered = () -> {};

    private final List<WorkflowId> started = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.started(folder, 1);
        client = cluster.client();
        Neighbour neighbour = new Neighbour(client);
        closeNeighbour = neighbour;
        assertNeighbourAnswered = neighbour::assertAnswered;
    }

    @AfterAll
    static void stopCluster() throws Exception {
        closeNeighbour.close();
        client.close();
        cluster.close();
    }

    @AfterEach
    void neighbourWasAnswered() {
        assertNeighbourAnswered.run();
        started.forEach(client::stop);
        assertNeighbourAnswered.run();
    }

    // ---- traps ------------------------------------------------------------------------------

    @Test
    void trapInInit_refusesTheStart() {
        Refusal refusal = client.refusal(chosen("trap", "init"));

        assertThat(refusal.text()).contains("handle_init").containsIgnoringCase("unreachable");
    }

    @Test
    void trapInCast_isReportedAndTheFunctionStartedAgain() {
        WorkflowId workflow = start(chosen("trap", "cast"));

        client.cast(1, HOST, "x");

        assertFailedAndBack(workflow, "guest", "unreachable");
    }

    @Test
    void trapInCall_isAnsweredAndTheFunctionStartedAgain() {
        WorkflowId workflow =
                start(
                        new Flow()
                                .ingress("in", HOST, "guest")
                                .guest("guest", "trap")
                                .with("guest", "init-payload", "call"));

        assertThat(client.post(1, HOST, "x").status()).isEqualTo(502);

        assertFailedAndBack(workflow, "guest", "unreachable");
        assertThat(client.post(1, HOST, "x").status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trap", "loop"})
    void troubleInStop_doesNotKeepTheFunction(String guest) {
        WorkflowId workflow = client.start(chosen(guest, "stop"));
        client.cast(1, HOST, "x");

        client.stop(workflow);

        assertThat(client.workflows().list()).doesNotContain(workflow);
        await().atMost(ClusterClient.PATIENCE)
                .until(() -> client.post(1, HOST, "x").status() == 404);
    }

    @Test
    void trap_withoutRestart_leavesTheFunctionFailed() {
        WorkflowId workflow =
                start(chosen("trap", "cast").with("guest", "restart-policy", "never"));

        client.cast(1, HOST, "x");

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(report(workflow, "guest").state())
                                .isEqualTo(InstanceState.FAILED));
        assertThat(report(workflow, "guest").detail()).contains("unreachable");
    }

    // ---- endless loops ----------------------------------------------------------------------

    @Test
    void endlessLoopInInit_refusesTheStart() {
        Refusal refusal = client.refusal(chosen("loop", "init"));

        assertThat(refusal.text()).contains("handle_init was interrupted");
    }

    @Test
    void endlessLoopInCall_isAnsweredAndReported() {
        WorkflowId workflow =
                start(
                        new Flow()
                                .ingress("in", HOST, "guest")
                                .guest("guest", "loop")
                                .with("guest", "wall-budget-ms", WALL_BUDGET_MS)
                                .with("guest", "init-payload", "call"));

        assertThat(client.post(1, HOST, "x").status()).isEqualTo(502);

        assertFailedAndBack(workflow, "guest", "handle_call was interrupted");
    }

    @Test
    void moreEndlessLoopsThanCores_areAllInterrupted() {
        int loops = Runtime.getRuntime().availableProcessors() + 2;
        List<String> names = IntStream.range(0, loops).mapToObj(i -> "loop-" + i).toList();
        Flow flow = new Flow();
        for (String name : names) {
            flow.castIngress("in-" + name, name + ".test", name)
                    .guest(name, "loop")
                    .with(name, "init-payload", "cast")
                    .with(name, "wall-budget-ms", WALL_BUDGET_MS);
        }
        WorkflowId workflow = start(flow);

        names.forEach(name -> client.cast(1, name + ".test", "x"));
        assertNeighbourAnswered.run();

        names.forEach(name -> assertFailedAndBack(workflow, name, "handle_cast was interrupted"));
    }

    // ---- memory and stack -------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"256, 256", "1000, 256", "20, 20"})
    void memory_growsToTheCapAndNoFurther(String asked, String granted) {
        WorkflowId workflow = start(cast("grow").with("guest", "memory-pages-max", asked));

        client.cast(1, HOST, "x");

        client.awaitLog(workflow, "guest", "pages=" + granted);
        client.awaitLog(workflow, "guest", "has reached the limit of " + granted + " pages");
    }

    @Test
    void table_growsToACapAndNoFurther() {
        WorkflowId workflow =
                start(
                        new Flow()
                                .castIngress("in", HOST, "guest")
                                .function("guest", "table", WrittenGuest.growingTable()));

        client.cast(1, HOST, "x");

        // It traps once it was refused an entry.
        assertFailedAndBack(workflow, "guest", "unreachable");
        client.awaitLog(workflow, "guest", "a table has reached its limit");
    }

    /// As much code as the gate lets through: seconds of compiling. Its start waits for that, the
    /// neighbour does not.
    @Test
    void moduleThatTakesLongToCompile_keepsNobodyWaiting() throws Exception {
        WorkflowSpec slow =
                new Flow()
                        .castIngress("in", HOST, "guest")
                        .function("guest", "slow", WrittenGuest.muchCode())
                        .spec();
        CompletableFuture<WorkflowId> start =
                CompletableFuture.supplyAsync(() -> client.start(slow));

        assertNeighbourAnswered.run();
        assertThat(start).as("start, while the neighbour was answered").isNotDone();

        started.add(start.get(ClusterClient.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertThat(client.post(1, HOST, "x").status()).isEqualTo(200);
    }

    @Test
    void deepRecursion_endsTheGuestOnly() {
        WorkflowId workflow = start(cast("recurse"));
        client.cast(1, HOST, "100");
        client.awaitLog(workflow, "guest", "depth=100");

        client.cast(1, HOST, "for ever");

        assertFailedAndBack(workflow, "guest", "call stack exhausted");
    }

    @Test
    void payloadBeyondMemory_endsTheGuestOnly() {
        WorkflowId workflow = start(cast("flood"));

        client.cast(1, HOST, "payload=" + (64 << 20));

        assertFailedAndBack(workflow, "guest", "unreachable");
        client.awaitLog(workflow, "guest", "its memory has reached the limit");
    }

    // ---- floods -----------------------------------------------------------------------------

    @Test
    void floodOfLogs_isCutAndTheOwnerTold() {
        WorkflowId workflow = start(cast("flood"));

        client.cast(1, HOST, "logs=5000");

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() -> {
                    client.cast(1, HOST, "logs=1");
                    assertThat(client.log(workflow, "guest"))
                            .anySatisfy(line -> assertThat(line).contains("lines left out"));
                });
        assertThat(client.log(workflow, "guest")).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"casts=20000", "self=20000", "delayed=20000"})
    void floodOfCasts_disturbsNobody(String flood) {
        WorkflowId workflow =
                start(cast("flood").map("guest", "out", "sink").guest("sink", "relay"));

        client.cast(1, HOST, flood);
        // Its own mailbox may be full of its own casts at first: then the ingress says so.
        await().atMost(ClusterClient.PATIENCE).untilAsserted(() -> client.cast(1, HOST, "logs=1"));

        client.awaitLog(workflow, "guest", "x");
    }

    @Test
    void tooLargeState_isNotSavedAndTheOwnerTold() {
        WorkflowId workflow = start(cast("flood"));

        client.cast(1, HOST, "state=" + ((4 << 20) + 1));

        client.awaitLog(workflow, "guest", "state not saved");
    }

    @Test
    void giantPayload_doesNotReachItsTarget() {
        WorkflowId workflow =
                start(cast("flood").map("guest", "out", "log").fileLog("log", "giant.log"));

        client.cast(1, HOST, "payload=" + ((4 << 20) + 1));
        client.cast(1, HOST, "casts=1");

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() -> assertThat(client.lines("giant.log")).containsExactly("x"));
        assertThat(client.workflows().list()).contains(workflow);
    }

    @Test
    void dropOfAnEvent_isSeenInTheInspectionAndOnTheMetricsPort() {
        WorkflowId workflow =
                start(cast("flood").map("guest", "out", "log").fileLog("log", "drops.log"));
        long before = dropped();

        client.cast(1, HOST, "payload=" + ((4 << 20) + 1));
        client.cast(1, HOST, "logs=1");
        client.awaitLog(workflow, "guest", "x");

        assertThat(dropped()).isEqualTo(before + 1);
        assertThat(HttpAnswer.get(cluster.metricsUrl(1) + "/metrics").body())
                .contains("edgeless_events_dropped_too_large_total " + (before + 1));
        assertThat(inspection().path("instances").valueStream())
                .filteredOn(instance -> workflow.toString().equals(text(instance, "workflow")))
                .extracting(instance -> text(instance, "class"))
                .containsExactlyInAnyOrder("flood", "file-log", "http-ingress");
    }

    private static long dropped() {
        return inspection().path("dropped_events").path("too_large").asLong();
    }

    private static String text(JsonNode object, String key) {
        return object.path(key).asString();
    }

    /// What `edgeless node inspect --json` prints.
    private static JsonNode inspection() {
        var out = new StringWriter();
        World world = World.real();
        try {
            CommandLine program = ClientCommands.program(world);
            program.setOut(new PrintWriter(out, true));
            int exitCode =
                    program.execute(
                            "node",
                            "inspect",
                            cluster.nodeId(1).toString(),
                            "--json",
                            "--controller",
                            cluster.controllerUrl());
            assertThat(exitCode).isZero();
            return JsonMapper.shared().readTree(out.toString());
        } finally {
            world.timers().close();
        }
    }

    // ---- calls ------------------------------------------------------------------------------

    @Test
    void callToItself_failsAtOnce() {
        WorkflowId workflow = start(cast("self_call"));

        client.cast(1, HOST, "x");

        client.awaitLog(workflow, "guest", "call: error");
        client.awaitLog(workflow, "guest", "a function cannot call itself");
    }

    @Test
    void callsInACycle_end() {
        WorkflowId workflow =
                start(
                        new Flow()
                                .ingress("in", HOST, "a")
                                .guest("a", "relay")
                                .map("a", "out", "b")
                                .guest("b", "relay")
                                .map("b", "out", "a"));

        assertThat(client.post(1, HOST, "x").status()).isIn(502, 504);
        client.awaitLog(workflow, "b", "the callee waits for its caller");
    }

    @ParameterizedTest
    @CsvSource({"14, 200", "20, 502"})
    void nestedCalls_areAnsweredUpToTheCap(int depth, int status) {
        Flow flow = new Flow().ingress("in", HOST, "relay-0");
        for (int i = 0; i < depth; i++) {
            flow.guest("relay-" + i, "relay").map("relay-" + i, "out", "relay-" + (i + 1));
        }
        WorkflowId workflow = start(flow.example("relay-" + depth, "http_processor"));

        assertThat(client.post(1, HOST, "{\"sensor\":\"t1\",\"value\":1}").status())
                .isEqualTo(status);
        if (status != 200) {
            client.awaitLog(workflow, "relay-15", "calls are nested deeper than 16");
        }
    }

    // ---- pointers ---------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cast_asm",
                "cast_raw_asm",
                "delayed_cast_asm",
                "call_asm",
                "call_raw_asm",
                "call_raw_asm:out",
                "telemetry_log_asm",
                "slf_asm",
                "sync_asm"
            })
    void pointerOutOfRange_endsTheGuestOnly(String imported) {
        WorkflowId workflow = start(cast("bad_pointer"));

        client.cast(1, HOST, imported);

        assertFailedAndBack(workflow, "guest", "");
        assertThat(client.log(workflow, "guest")).doesNotContain("survived");
    }

    // ---- shorthands -------------------------------------------------------------------------

    private WorkflowId start(Flow flow) {
        WorkflowId workflow = client.start(flow);
        started.add(workflow);
        return workflow;
    }

    /// The guest behind an asynchronous ingress.
    private static Flow cast(String guest) {
        return new Flow().castIngress("in", HOST, "guest").guest("guest", guest);
    }

    /// The same, with the handler that misbehaves.
    private static Flow chosen(String guest, String handler) {
        return cast(guest)
                .with("guest", "init-payload", handler)
                .with("guest", "wall-budget-ms", WALL_BUDGET_MS);
    }

    private static ComponentReport report(WorkflowId workflow, String component) {
        return client.report(workflow, component).orElseThrow();
    }

    /// The owner sees by inspect and in the log what happened, and the function runs again.
    private static void assertFailedAndBack(WorkflowId workflow, String component, String reason) {
        await().atMost(ClusterClient.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    ComponentReport report = report(workflow, component);
                    assertThat(report.restarts()).isPositive();
                    assertThat(report.detail()).isNotEmpty().containsIgnoringCase(reason);
                    assertThat(report.state()).isEqualTo(InstanceState.RUNNING);
                    assertThat(client.log(workflow, component)).contains(report.detail());
                });
    }
}
