package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.systemtest.cluster.FreePorts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A cluster in a box ends when it is told to, and leaves nothing behind.
class StopTest {

    @TempDir Path folder;

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try {
                new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("edgeless-"))
                    .toList();
        }
    }

    private static String example() {
        return Path.of(System.getProperty("edgeless.home", ".."))
                .toAbsolutePath()
                .resolve("examples/http_processor/workflow.json")
                .toString();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 0", "HUP, 0"})
    void run_toldToStop_leavesNothing(String signal, int exitCode) throws IOException {
        int first = FreePorts.block(8);
        try (var box =
                ProgramProcess.start(
                        folder, "run", example(), "--first-port", Integer.toString(first))) {
            box.awaitText("Ctrl-C stops everything");
            assertThat(leftovers()).hasSize(1);

            int code = box.signal(signal).awaitExit();

            assertThat(code).as("%s", box).isEqualTo(exitCode);
            assertThat(box.out())
                    .contains("try      curl -X POST -H 'Host: edgeless-project.eu' --data '{");
            assertThat(box.err()).doesNotContain("\tat ", "cannot be read", "WARN");
            assertThat(leftovers()).isEmpty();
            assertThat(areFree(first, 8)).isTrue();
        }
    }

    @Test
    void up_toldToStopWhileStarting_leavesNothing() throws IOException {
        int first = FreePorts.block(8);
        try (var box =
                ProgramProcess.start(
                        folder, "up", "--nodes", "5", "--first-port", Integer.toString(first))) {
            await().atMost(ProgramProcess.PATIENCE).until(() -> !leftovers().isEmpty());

            int code = box.signal("TERM").awaitExit();

            assertThat(code).as("%s", box).isZero();
            assertThat(leftovers()).isEmpty();
            assertThat(box.err().lines())
                    .noneMatch(line -> line.startsWith("edgeless: ") || line.contains("\tat "));
        }
    }

    @Test
    void up_severalNodes_takesTheNextFreeBlocks() throws IOException {
        int first = FreePorts.block(8);
        try (var _ = new ServerSocket(first + 9, 1, InetAddress.getLoopbackAddress());
                var box =
                        ProgramProcess.start(
                                folder,
                                "up",
                                "--nodes",
                                "2",
                                "--first-port",
                                Integer.toString(first))) {
            box.awaitText("cluster ready: controller at http://127.0.0.1:" + first);

            String controller = "http://127.0.0.1:" + first;
            await().atMost(ProgramProcess.PATIENCE)
                    .until(() ->
                            ProgramProcess.run(folder, "domain", "list", "--controller", controller)
                                    .out()
                                    .equals("domain domain-7000 (2 nodes)\n"));
            assertThat(areFree(first + 4, 4)).as("the first node's block is free").isFalse();
            assertThat(areFree(first + 12, 1)).as("the second node's agent port").isFalse();
            assertThat(box.signal("TERM").awaitExit()).isZero();
        }
    }

    @Test
    void up_portInUse_saysWhichAndWhatToDo() throws IOException {
        int first = FreePorts.block(8);
        try (var _ = new ServerSocket(first + 4, 1, InetAddress.getLoopbackAddress())) {
            ProgramProcess box =
                    ProgramProcess.run(folder, "up", "--first-port", Integer.toString(first));

            assertThat(box.awaitExit()).isEqualTo(1);
            assertThat(box.out()).isEmpty();
            assertThat(box.err()).contains(":" + (first + 4), "general.agent_url", "--first-port");
            assertThat(leftovers()).isEmpty();
        }
    }
}
