package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Ctrl-C, or the end of the controller, while a client waits for the start of a workflow.
class InterruptTest {

    private static final int INTERRUPTED = 130;

    /// A function that never ends its init, on a node that lets it.
    private static final String SLOW =
            """
            {"functions": [{"name": "slow", "class_specification": {"id": "loop",
              "function_type": "RUST_WASM", "version": "0.1",
              "code": "HOME/functions/test/loop.wasm", "outputs": []}, "output_mapping": {},
              "annotations": {"init-payload": "init"}}],
             "resources": [], "annotations": {}}
            """;

    @TempDir Path folder;

    private ProcessCluster patient() throws IOException {
        ProcessCluster cluster = new ProcessCluster(folder);
        Path node = cluster.toml("node");
        Files.writeString(
                node,
                Files.readString(node).replace("cpu_budget_ms = 1000", "cpu_budget_ms = 60000"));
        cluster.start(cluster.programs());
        cluster.awaitNodes();
        return cluster;
    }

    /// Returns when the controller has accepted it, long before it can be answered.
    ///
    /// @param seconds for which the client tries
    private ProgramProcess startSlow(ProcessCluster cluster, int seconds) throws IOException {
        String home = Path.of(System.getProperty("edgeless.home", "..")).toAbsolutePath() + "";
        Path file = Files.writeString(folder.resolve("slow.json"), SLOW.replace("HOME", home));
        ProgramProcess client =
                ProgramProcess.start(
                        folder,
                        "workflow",
                        "start",
                        file.toString(),
                        "--timeout",
                        Integer.toString(seconds),
                        "--controller",
                        "http://127.0.0.1:" + cluster.port("7001"));
        await("the controller has accepted it")
                .atMost(ProgramProcess.PATIENCE)
                .until(() -> cluster.workflows().list().size() == 1);
        return client;
    }

    @Test
    void workflowStart_interruptedWhileItWaits_stopsWhatItStarted() throws IOException {
        try (ProcessCluster cluster = patient();
                ProgramProcess client = startSlow(cluster, 60)) {
            assertThat(client.signal("INT").awaitExit()).as("%s", client).isEqualTo(INTERRUPTED);

            assertThat(client.out()).isEmpty();
            assertThat(client.err())
                    .contains("interrupted; the workflow was stopped")
                    .doesNotContain("\tat ");
            assertThat(cluster.workflows().list()).isEmpty();
            cluster.assertNoComplaint();
        }
    }

    @Test
    void controller_terminatedWhileAClientWaits_failsTheStartAndUndoesIt() throws IOException {
        try (ProcessCluster cluster = patient();
                ProgramProcess client = startSlow(cluster, 15)) {
            assertThat(cluster.end("controller", "TERM")).isZero();

            assertThat(client.awaitExit()).as("%s", client).isEqualTo(1);
            assertThat(client.out()).isEmpty();
            assertThat(client.err())
                    .contains("Error: Communication error while starting a workflow")
                    .doesNotContain("\tat ");
            cluster.start("controller");
            await().atMost(ProgramProcess.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(cluster.program("controller").err())
                                    .contains("never answered, is undone"));
            assertThat(cluster.workflows().list()).isEmpty();
            cluster.assertNoComplaint();
        }
    }
}
