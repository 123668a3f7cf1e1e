package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What keeps a node from starting, what it says then, and what it shows on its metrics port.
class NodeStartupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NOBODY = "http://127.0.0.1:9";

    @TempDir Path folder;

    private final World world = World.real();
    private ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    NodeStartupTest() throws IOException {}

    @BeforeEach
    void takePort() {
        assertThat(taken.isBound()).isTrue();
    }

    @AfterEach
    void close() throws IOException {
        taken.close();
        world.timers().close();
    }

    private String takenUrl() {
        return "http://127.0.0.1:" + taken.getLocalPort();
    }

    private void assertRefused(NodeSettings settings, String... parts) {
        assertThatThrownBy(() -> NodeMain.start(settings, world, message -> {}))
                .isInstanceOf(StartupException.class)
                .message()
                .contains(parts);
    }

    @Test
    void portInUse_ofTheAgent_isSaidWithItsKey() {
        assertRefused(
                RunningNode.settings(folder.resolve("data"), takenUrl(), NOBODY, ""),
                takenUrl(),
                "in use",
                "general.agent_url");
    }

    @Test
    void portInUse_ofTheMetrics_isSaidWithItsKey() {
        String metrics = "[telemetry]\nmetrics_url = \"" + takenUrl() + "\"\n";

        assertRefused(
                RunningNode.settings(
                        folder.resolve("data"), RunningNode.freeUrl(), NOBODY, metrics),
                takenUrl(),
                "telemetry.metrics_url");
    }

    @Test
    void failedStart_leavesTheFolderFree() {
        assertRefused(
                RunningNode.settings(folder.resolve("data"), takenUrl(), NOBODY, ""), "in use");

        RunningNode.start(folder.resolve("data"), NOBODY, "").close();
    }

    @Test
    void secondNode_onTheSameFolder_isRefusedAndTheFirstGoesOn() {
        try (RunningNode first = RunningNode.start(folder.resolve("data"), NOBODY, "")) {
            assertRefused(
                    RunningNode.settings(folder.resolve("data"), RunningNode.freeUrl(), NOBODY, ""),
                    folder.resolve("data").toString(),
                    "in use by another process",
                    "data_dir");
            RunningNode.started(first.components.startFunction(RunningNode.function("a", 1)));
        }
    }

    @Test
    void twoProvidersOfOneName_areRefused() {
        assertRefused(
                RunningNode.settings(
                        folder.resolve("data"),
                        RunningNode.freeUrl(),
                        NOBODY,
                        """
                        [resources]
                        prepend_hostname = false
                        scripted_provider = "same"
                        scripted_twin = "same"
                        """),
                "resources.same",
                "is the id of two providers");
    }

    @Test
    void folderThatCannotBeMade_isSaidWithWhatToDo() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertRefused(
                RunningNode.settings(file.resolve("data"), RunningNode.freeUrl(), NOBODY, ""),
                file.toString(),
                "data_dir");
    }

    @Test
    void damagedLog_isReportedAndTheRestRuns() throws IOException {
        try (RunningNode first = RunningNode.start(folder.resolve("data"), NOBODY, "")) {
            RunningNode.started(first.components.startFunction(RunningNode.function("a", 1)));
        }
        Path records = folder.resolve("data").resolve("records");
        assertThat(Files.isDirectory(records) || Files.isRegularFile(records)).isTrue();

        try (RunningNode second = RunningNode.start(folder.resolve("data"), NOBODY, "")) {
            await().atMost(PATIENCE).until(() -> !second.runtime().guests.isEmpty());
        }
    }

    // ---- the metrics port -------------------------------------------------------------------

    @Test
    void metrics_showFunctionsAndGoWithThem() throws Exception {
        String url = RunningNode.freeUrl();
        try (FakeOrchestrator orchestrator = new FakeOrchestrator();
                RunningNode node =
                        RunningNode.start(
                                folder.resolve("data"),
                                orchestrator.url(),
                                "[telemetry]\nmetrics_url = \"" + url + "\"\n")) {
            var id =
                    RunningNode.started(
                            node.components.startFunction(RunningNode.function("a", 1)));
            var _ = node.runtime().youngest().host.cast("self", new byte[0]);

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(get(url + "/metrics"))
                                    .contains(
                                            "execution_times_count{node_id=\""
                                                    + RunningNode.ID
                                                    + "\",function_id=\""
                                                    + id.function()
                                                    + "\",function_type=\"SCRIPTED\",invocation_type=\"Cast\"}"
                                                    + " 1")
                                    .contains(
                                            "execution_times_bucket{le=\"0.1\",node_id=\""
                                                    + RunningNode.ID)
                                    .contains(
                                            "transfer_times_count{node_id=\""
                                                    + RunningNode.ID
                                                    + "\",function_id=\""
                                                    + id.function()
                                                    + "\"} 1")
                                    .contains(
                                            "function_count{node_id=\""
                                                    + RunningNode.ID
                                                    + "\",function_type=\"SCRIPTED\"} 1")
                                    .endsWith("# EOF\n"));
            node.components.stopFunction(new io.edgeless.api.model.ComponentRef.Physical(id));
            assertThat(get(url + "/metrics"))
                    .doesNotContain(id.function().toString())
                    .contains("function_type=\"SCRIPTED\"} 0");
            await().atMost(PATIENCE).until(() -> get(url + "/readyz").startsWith("ready"));
        }
    }

    @Test
    void nodeWithoutItsOrchestrator_livesAndIsNotReady() throws Exception {
        String url = RunningNode.freeUrl();
        try (RunningNode node =
                RunningNode.start(
                        folder.resolve("data"),
                        NOBODY,
                        "[telemetry]\nmetrics_url = \"" + url + "\"\n")) {
            assertThat(get(url + "/healthz")).startsWith("ok");
            assertThat(get(url + "/readyz")).contains("the orchestrator does not know this node");
            RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));
        }
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
