package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/// What keeps a program from starting is said with file, key and remedy, and ends it with 1.
class BadStartTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "controller, 7001, controller_url",
        "orchestrator, 7004, general.node_register_url",
        "node, 7005, general.agent_url"
    })
    void portInUse_namesPortAndKey(String program, String port, String key) throws IOException {
        try (var cluster = new ProcessCluster(folder);
                var _ =
                        new ServerSocket(
                                Integer.parseInt(cluster.port(port)),
                                1,
                                InetAddress.getLoopbackAddress())) {
            ProgramProcess run =
                    ProgramProcess.run(folder, program, "-c", cluster.toml(program).toString());

            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.err())
                    .contains(cluster.port(port), key, "in use")
                    .doesNotContain("\tat ", "Exception");
        }
    }

    @Test
    void values_wrong_areNamedAllAtOnce() throws IOException {
        try (var cluster = new ProcessCluster(folder)) {
            Path file = cluster.toml("orchestrator");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("= 2", "= \"often\"")
                            .replace("\"Random\"", "\"Best\"")
                            .replaceFirst("(?m)^node_register_url.*$", ""));

            ProgramProcess run = ProgramProcess.run(folder, "orchestrator", "-c", file.toString());

            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.err().lines())
                    .anySatisfy(line ->
                            assertThat(line)
                                    .contains(
                                            file + ":6: ",
                                            "general.subscription_refresh_interval_sec"))
                    .anySatisfy(line ->
                            assertThat(line).contains("general.node_register_url is missing"))
                    .anySatisfy(line ->
                            assertThat(line).contains("baseline.orchestration_strategy", "Best"));
        }
    }

    @Test
    void key_unknown_isWarnedAbout() throws IOException {
        try (var cluster = new ProcessCluster(folder)) {
            Path file = cluster.toml("controller");
            Files.writeString(file, "surplus = 1\n" + Files.readString(file));

            cluster.start("controller");

            cluster.program("controller").awaitText("surplus is unknown and ignored");
        }
    }

    @Test
    void file_missingOrNoToml_isSaid() throws IOException {
        Path file = folder.resolve("node.toml");
        ProgramProcess missing = ProgramProcess.run(folder, "node");
        assertThat(missing.awaitExit()).isEqualTo(1);
        assertThat(missing.err()).contains("node.toml: there is no such file", "-t node.toml");

        Files.writeString(file, "[general]\nnode_id = oops\n");
        ProgramProcess broken = ProgramProcess.run(folder, "node");
        assertThat(broken.awaitExit()).isEqualTo(1);
        assertThat(broken.err()).contains("node.toml:2: ");
    }

    @Test
    void folder_usedByAnother_isRefused() throws IOException {
        try (var cluster = new ProcessCluster(folder)) {
            for (String program : ProcessCluster.PROGRAMS) {
                cluster.start(program);
                String other = cluster.toml(program).getFileName() + ".2";
                try (var second =
                        new ProcessCluster(Files.createDirectory(folder.resolve(other)))) {
                    // Its ports, but the first one's data.
                    Path file = folder.resolve(other + ".toml");
                    String text = Files.readString(second.toml(program));
                    String id = "(?m)^node_id = .*$";
                    Files.writeString(
                            file,
                            text.replaceFirst(
                                            id, "node_id = \"" + java.util.UUID.randomUUID() + "\"")
                                    .replaceFirst(
                                            "(?m)^data_dir = .*$",
                                            "data_dir = \"" + dataFolder(cluster, program) + "\""));

                    ProgramProcess run = ProgramProcess.run(folder, program, "-c", file.toString());

                    assertThat(run.awaitExit()).as("%s", run).isEqualTo(1);
                    assertThat(run.err()).contains("edgeless-data").doesNotContain("\tat ");
                }
            }
        }
    }

    private static String dataFolder(ProcessCluster cluster, String program) throws IOException {
        return Files.readString(cluster.toml(program))
                .lines()
                .filter(line -> line.startsWith("data_dir = "))
                .map(line -> line.replaceAll(".*\"(.*)\".*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void template_isWrittenOnceAndNotOverwritten() throws IOException {
        for (String program : ProcessCluster.PROGRAMS) {
            ProgramProcess first = ProgramProcess.run(folder, program, "-t", program + ".toml");
            assertThat(first.awaitExit()).as("%s", first).isZero();
            assertThat(folder.resolve(program + ".toml")).isNotEmptyFile();
        }
        Path file = Files.writeString(folder.resolve("new.toml"), "kept");

        ProgramProcess second = ProgramProcess.run(folder, "node", "-t", "new.toml");

        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.err()).contains("cannot overwrite configuration file: new.toml");
        assertThat(file).hasContent("kept");
    }
}
