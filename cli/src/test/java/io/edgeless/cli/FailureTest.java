package io.edgeless.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// Whatever goes wrong ends a command within bounded time, with an exit code other than 0, nothing
/// on standard output and a message that says what to do.
class FailureTest {

    private static final String ANY = "11111111-1111-4111-8111-111111111111";
    private static final String ID = Samples.FIRST.toString();

    /// Far more than the timeout of one second that the commands get.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir static Path folder;

    static Stream<String> commands() throws IOException {
        Path workflow = Files.writeString(folder.resolve("w.json"), WorkflowFiles.SMALL);
        return Stream.of(
                "workflow start " + workflow,
                "workflow list",
                "workflow inspect " + ID,
                "workflow inspect all",
                "workflow stop " + ID,
                "workflow stop all",
                "workflow migrate " + ID + " d",
                "workflow migrate-component " + ID + " d c",
                "domain list",
                "domain inspect d",
                "domain inspect all",
                "logs " + ID,
                "logs -f " + ID);
    }

    private static CommandRun run(String url, String command) {
        return assertTimeoutPreemptively(
                PATIENCE, () -> CommandRun.on(url, command + " --timeout 1"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void controller_unreachable_isSaidWithItsAddress(String command) throws IOException {
        String url;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "http://127.0.0.1:" + socket.getLocalPort();
        }

        CommandRun run = run(url, command);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("cannot reach the controller at " + url, "edgeless up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"workflow list", "domain inspect all", "logs -f " + ANY})
    void controller_silent_isGivenUp(String command) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = run("http://127.0.0.1:" + socket.getLocalPort(), command);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("Error: ").contains("controller at http://127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "workflow",
                "domain",
                "workflow start",
                "workflow inspect",
                "workflow list surplus",
                "workflow list --unknown",
                "workflow list --timeout 0",
                "workflow list --timeout x",
                "workflow lost",
                "logs",
                "nothing"
            })
    void usage_wrong_is2WithTheReason(String command) {
        CommandRun run = CommandRun.of(command.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).containsAnyOf("Usage: ", "Did you mean");
    }

    @Test
    void url_wrong_isSaid() {
        CommandRun run = CommandRun.on("localhost:7001", "workflow list");

        assertThat(run)
                .isEqualTo(
                        new CommandRun(
                                1,
                                "",
                                "Error: --controller must have the form http://HOST:PORT, but is"
                                        + " localhost:7001\n"));
    }

    @Test
    void domainEmpty_isSaid() {
        assertThat(CommandRun.of("domain", "inspect", "").err())
                .isEqualTo("Error: the id of a domain must not be empty: see `domain list`\n");
        assertThat(CommandRun.of("workflow", "migrate", ID, "").exitCode()).isEqualTo(1);
    }
}
