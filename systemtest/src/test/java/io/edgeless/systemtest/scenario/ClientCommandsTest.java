package io.edgeless.systemtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.cli.ClientCommands;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.FreePorts;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The commands of the client, each against a cluster.
class ClientCommandsTest {

    private static final Path HOME =
            Path.of(System.getProperty("edgeless.home", "..")).toAbsolutePath().normalize();
    private static final String EXAMPLE = HOME + "/examples/http_processor/workflow.json";
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @TempDir static Path folder;

    private static final World WORLD = World.real();
    private static TestCluster cluster;

    /// What a command printed and how it ended.
    private record Run(int exitCode, String out, String err) {}

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.started(folder, 1);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        WORLD.timers().close();
    }

    @AfterEach
    void stopWorkflows() {
        assertThat(run("workflow", "stop", "all").exitCode()).isZero();
    }

    private static Run run(String... command) {
        return runAt(cluster.controllerUrl(), command);
    }

    private static Run runAt(String controller, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        if (!arguments.contains("validate")) {
            arguments.addAll(List.of("--controller", controller));
        }
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine program = ClientCommands.program(WORLD);
        program.setOut(new PrintWriter(out, true));
        program.setErr(new PrintWriter(err, true));
        int exitCode = program.execute(arguments.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }

    /// Succeeds and returns what it printed.
    private static String output(String... command) {
        Run run = run(command);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run.out();
    }

    /// Fails with nothing but a reason.
    private static void assertFails(Run run, String... reason) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(reason).doesNotContain("\tat ");
    }

    // ---- workflows --------------------------------------------------------------------------

    @Test
    void workflow_isStartedListedInspectedAndStopped() {
        String id = output("workflow", "start", "--timeout", "60", EXAMPLE).strip();
        assertThat(id).matches(UUID);
        assertThat(output("workflow", "list")).isEqualTo(id + "\n");

        assertInspection(output("workflow", "inspect", id));
        assertThat(output("workflow", "inspect", "all")).startsWith("** workflow " + id + "\n");

        assertThat(output("workflow", "stop", id)).isEqualTo("Workflow " + id + " stopped\n");
        assertThat(output("workflow", "list")).isEmpty();
        assertFails(run("workflow", "stop", id), "unknown or invalid workflow " + id);
        assertFails(run("workflow", "inspect", id), "unknown or invalid workflow " + id);
    }

    private static void assertInspection(String text) {
        String code = "Some(\"../../functions/http_processor/http_processor.wasm\")";
        assertThat(text)
                .startsWith(
                        """
                        * function stage_1_function
                        run-time RUST_WASM class http_processor version 0.1 code %s
                        OUT success_cb -> stage_2_function
                        """
                                .formatted(code))
                .contains(
                        """
                        * resource http_ingress
                        http-ingress
                        OUT new_request -> stage_1_function
                        """,
                        "CONF host -> edgeless-project.eu\n",
                        "* mapping\n")
                .containsPattern(
                        "MAP stage_1_function -> domain-test \\[logical ID " + UUID + "\\]\n");
    }

    @Test
    void workflow_inJson_isOneDocumentEach() {
        String started = output("workflow", "start", "--json", EXAMPLE);
        assertThat(started).matches("\\{\"workflow\":\"" + UUID + "\"}\n");
        String id = started.replaceAll("(?s).*:\"(.*)\".*", "$1");

        assertThat(output("workflow", "list", "--json"))
                .isEqualTo("{\"workflows\":[\"" + id + "\"]}\n");
        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(output("workflow", "inspect", id, "--json"))
                                .startsWith("{\"workflow\":\"" + id + "\",\"functions\":[")
                                .contains(
                                        "\"node\":\"" + cluster.nodeId(1) + "\"",
                                        "\"state\":\"running\",\"restarts\":0")
                                .hasLineCount(1));
        assertThat(output("workflow", "stop", id, "--json"))
                .isEqualTo("{\"stopped\":\"" + id + "\"}\n");
        Run again = run("workflow", "stop", id, "--json");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).matches("\\{\"error\":\".*" + id + ".*\"}\n");
    }

    @Test
    void start_thatIsRefused_failsWithTheReason() throws IOException {
        Path nowhere =
                changed("\"annotations\": {}", "\"annotations\": {\"label_match_all\": \"moon\"}");

        assertFails(
                run("workflow", "start", nowhere.toString()),
                "Workflow creation failed (",
                "no label moon");
        assertThat(output("workflow", "list")).isEmpty();
    }

    @Test
    void start_withoutAController_isGivenUpAfterItsTimeout() {
        assertFails(
                runAt(FreePorts.url(), "workflow", "start", "--timeout", "1", EXAMPLE),
                "Communication error while starting a workflow: ",
                "cannot reach the controller at http://127.0.0.1:");
    }

    @Test
    void validate_saysWhereWhatIsWrong() throws IOException {
        assertThat(run("workflow", "validate", EXAMPLE).exitCode()).isZero();
        Path wrong = changed("\"success_cb\": \"stage_2_function\"", "\"success_cb\": \"nobody\"");

        Run run = run("workflow", "validate", wrong.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out() + run.err())
                .contains("/functions/0/output_mapping/success_cb", "nobody");
        assertFails(
                run("workflow", "start", wrong.toString()),
                "/functions/0/output_mapping/success_cb");
    }

    /// The example with something else in it.
    private static Path changed(String from, String to) throws IOException {
        String text = Files.readString(Path.of(EXAMPLE));
        assertThat(text).contains(from);
        return Files.writeString(
                Files.createTempFile(folder, "changed", ".json"),
                text.replaceFirst(Pattern.quote(from), to)
                        .replace("../../functions", HOME + "/functions"));
    }

    // ---- domains ----------------------------------------------------------------------------

    @Test
    void domains_areListedAndInspected() {
        assertThat(output("domain", "list")).isEqualTo("domain domain-test (1 nodes)\n");
        assertThat(output("domain", "inspect", "domain-test"))
                .isEqualTo(output("domain", "inspect", "all"))
                .matches(
                        "domain domain-test,1 nodes, \\d+ CPUs \\(\\d+ cores\\) with \\d+ MiB,"
                            + " labels \\[\\S*node-1], num TEE 0, num TPM 0, runtimes"
                            + " \\[RUST_WASM], resources classes"
                            + " \\[file-log,http-egress,http-ingress] providers"
                            + " \\[file-log-1,http-egress-1,http-ingress-1], disk space \\d+ MiB,"
                            + " \\d+ GPUs with \\d+ MiB\n");
        assertThat(output("domain", "list", "--json"))
                .isEqualTo("{\"domains\":[{\"domain\":\"domain-test\",\"nodes\":1}]}\n");
        assertThat(output("domain", "inspect", "domain-test", "--json"))
                .startsWith("{\"domain\":\"domain-test\",\"nodes\":1,");
        assertFails(run("domain", "inspect", "nowhere"), "domain nowhere not found");
    }
}
