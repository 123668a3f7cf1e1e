package io.edgeless.systemtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.cli.workflow.LoadedWorkflow;
import io.edgeless.cli.workflow.WorkflowLoader;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.Guests;
import io.edgeless.systemtest.cluster.HttpAnswer;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every example of the repository, started as its README says, doing what its README says. All run
/// side by side in one cluster. Together they use every example function.
class ExamplesTest {

    private static final Path REPOSITORY = Path.of(System.getProperty("edgeless.home", ".."));
    private static final String READING_HOST = "edgeless-project.eu";

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static ClusterClient client;
    private static final Map<String, WorkflowId> RUNNING = new TreeMap<>();

    @BeforeAll
    static void startAll() throws IOException {
        cluster = TestCluster.started(folder, 1);
        client = cluster.client();
        for (String example : examples()) {
            RUNNING.put(example, client.start(load(example)));
        }
    }

    @AfterAll
    static void stopCluster() {
        client.close();
        cluster.close();
    }

    private static List<String> examples() throws IOException {
        return foldersWith("examples", "workflow.json");
    }

    private static List<String> foldersWith(String parent, String file) throws IOException {
        try (Stream<Path> folders = Files.list(REPOSITORY.resolve(parent))) {
            return folders.filter(path -> Files.exists(path.resolve(file)))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static WorkflowSpec load(String example) {
        World world = World.real();
        try {
            Path file = REPOSITORY.resolve("examples").resolve(example).resolve("workflow.json");
            return switch (new WorkflowLoader(world.disk()).load(file, true)) {
                case LoadedWorkflow.Loaded loaded -> loaded.spec();
                case LoadedWorkflow other -> throw new AssertionError(example + ": " + other);
            };
        } finally {
            world.timers().close();
        }
    }

    // ---- all of them ------------------------------------------------------------------------

    @Test
    void examples_useEveryFunction() throws IOException {
        Set<String> used =
                examples().stream()
                        .flatMap(example -> load(example).functions().stream())
                        .map(function -> function.functionClass().id())
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(used).containsExactlyElementsOf(foldersWith("functions", "function.json"));
    }

    @Test
    void examples_areTestedAndDescribed() throws IOException {
        List<String> tested =
                Stream.of(ExamplesTest.class.getDeclaredMethods())
                        .map(method -> method.getName())
                        .filter(name -> name.startsWith("example_"))
                        .map(name -> name.substring("example_".length()))
                        .sorted()
                        .toList();

        assertThat(tested).isEqualTo(examples());
        assertThat(foldersWith("examples", "README.md")).isEqualTo(examples());
        String overview = Files.readString(REPOSITORY.resolve("examples/README.md"));
        examples().forEach(example -> assertThat(overview).contains("(" + example + "/README.md)"));
    }

    // ---- each of them: example_FOLDER -------------------------------------------------------

    @Test
    void example_http_processor() {
        assertThat(client.post(1, READING_HOST, "{\"sensor\":\"t1\",\"value\":20.5}"))
                .isEqualTo(
                        new HttpAnswer(
                                200, "{\"accepted\":true,\"sensor\":\"t1\",\"value\":20.5}"));
        assertThat(client.post(1, READING_HOST, "{\"sensor\":\"t1\",\"value\":22.5}").status())
                .isEqualTo(200);
        assertThat(client.post(1, READING_HOST, "{\"sensor\":\"t1\"}"))
                .isEqualTo(
                        new HttpAnswer(
                                400, "{\"accepted\":false,\"reason\":\"'value' is missing\"}"));

        awaitLine("readings.log", ".*sensor=t1 value=22\\.5 average=21\\.5 samples=2");
    }

    @Test
    void example_request_log() {
        assertThat(client.post(1, "log.example", "hello").status()).isEqualTo(204);

        WorkflowId workflow = running("request_log");
        client.awaitLog(workflow, "logger", "init, payload 'of requests', state ''");
        client.awaitLog(workflow, "logger", "\"host\":\"log.example\"");
    }

    @Test
    void example_ping_pong() {
        client.awaitLog(running("ping_pong"), "ping", "PING-0 answered by PONG");
        client.awaitLog(running("ping_pong"), "ping", "PING-2 answered by PONG");
    }

    @Test
    void example_ping_pong_async() {
        client.awaitLog(running("ping_pong_async"), "pong_async", "received PING");
        client.awaitLog(running("ping_pong_async"), "ping_async", "received PONG2");
    }

    @Test
    void example_counter_double() {
        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(
                        () -> assertThat(client.lines("numbers.log")).startsWith("13", "15", "17"));
    }

    @Test
    void example_messages() {
        awaitLine(
                "messages.log",
                "from node_id "
                        + cluster.nodeId(1)
                        + " function_id [0-9a-f-]{36} \\[#1\\]: good morning");
    }

    private static WorkflowId running(String example) {
        return Objects.requireNonNull(RUNNING.get(example), example);
    }

    private static void awaitLine(String file, String pattern) {
        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.lines(file))
                                .anySatisfy(line ->
                                        assertThat(line).matches(Pattern.compile(pattern))));
    }

    // ---- what the examples do not show ------------------------------------------------------

    @Test
    void otherBehaviour_isAsDescribed() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .example("ping", "ping")
                                .map("ping", "ponger", "echo")
                                .example("echo", "c_echo")
                                .castIngress("casts", "casts.example", "double")
                                .example("double", "double")
                                .ingress("readings", "readings.example", "stage_1")
                                .example("stage_1", "http_processor")
                                .map("stage_1", "failure_cb", "failures")
                                .fileLog("failures", "failures.log"));

        client.cast(1, "casts.example", "not a number");
        assertThat(client.post(1, "readings.example", "{\"value\":1}").status()).isEqualTo(400);

        client.awaitLog(workflow, "double", "cast ignored: not an integer");
        awaitLine("failures.log", "'sensor' is missing");
        client.awaitLog(workflow, "ping", "PING-0 answered by PING-0");
    }

    @Test
    void replyFreedBeforeItIsRead_asByTheSdkOfV12_runs() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .example("ping", "ping")
                                .map("ping", "ponger", "v12")
                                .function(
                                        "v12", "v12_reply", Guests.hostile("v12_reply/v12_reply")));

        client.awaitLog(workflow, "ping", "PING-0 answered by test_reply_0123456789");
    }
}
