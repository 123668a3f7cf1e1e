package io.edgeless.systemtest.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.systemtest.architecture.DeadLinks;
import io.edgeless.systemtest.cluster.FreePorts;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The archive of `edgeless package`, unpacked and run with a Java runtime that has no compiler.
/// Needs the jars, so it runs with `mvn verify` and not with `mvn test`.
class PackageTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Path HOME = Path.of(System.getProperty("edgeless.home", ".."));

    @TempDir static Path folder;

    private static Path unpacked = Path.of("");
    private static Path runtime = Path.of("");

    @BeforeAll
    static void packAndUnpack() throws Exception {
        Path archive = pack(Files.createDirectory(folder.resolve("first")));
        run(folder, List.of("tar", "xzf", archive.toString()), 0);
        String name = archive.getFileName().toString();
        unpacked = folder.resolve(name.substring(0, name.length() - ".tar.gz".length()));
        runtime = folder.resolve("jre");
        int linked =
                ToolProvider.findFirst("jlink")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--add-modules",
                                "java.se,jdk.httpserver,jdk.unsupported,jdk.net,jdk.management",
                                "--output",
                                runtime.toString());
        assertThat(linked).isZero();
        assertThat(runtime.resolve("bin/javac")).doesNotExist();
    }

    private static Path pack(Path target) throws Exception {
        String jars = jars();
        run(
                target,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dedgeless.home=" + HOME.toAbsolutePath(),
                        "-cp",
                        jars,
                        "io.edgeless.dist.Edgeless",
                        "package",
                        target.toString()),
                0);
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// What this build made goes first: the launcher leaves a copy of an earlier one beside the
    /// others.
    private static String jars() throws IOException {
        Map<String, Path> jars = new LinkedHashMap<>();
        Path target = HOME.resolve("dist/target");
        for (Path each : List.of(target, target.resolve("edgeless"))) {
            assumeThat(each).as("made by mvn verify").exists();
            try (Stream<Path> files = Files.list(each)) {
                files.filter(file -> file.toString().endsWith(".jar"))
                        .forEach(file -> jars.putIfAbsent(file.getFileName() + "", file));
            }
        }
        assumeThat(jars.keySet())
                .as("made by mvn verify")
                .anyMatch(name -> name.startsWith("dist-"));
        return jars.values().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String run(Path where, List<String> command, int exitCode) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = start(where, command, output);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(exitCode);
        return Files.readString(output);
    }

    /// The launcher with a JVM that gives up rather than start without what optimize wrote.
    private static void startWithWhatWasLearnt(String program, int exitCode) throws Exception {
        Path template = folder.resolve(program + exitCode + ".toml");
        var builder = new ProcessBuilder(launcher(), program, "-t", template.toString());
        builder.environment().put("JAVA_HOME", runtime.toString());
        builder.environment().put("EDGELESS_JAVA_OPTIONS", "-XX:AOTMode=on");
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(exitCode);
    }

    private static Process start(Path where, List<String> command, Path output) throws IOException {
        var builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().put("JAVA_HOME", runtime.toString());
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private static String launcher() {
        return unpacked.resolve("edgeless").toString();
    }

    @Test
    void archive_holdsWhatAnInstallationNeeds_andIsReproducible() throws Exception {
        assertThat(unpacked.resolve("edgeless")).isExecutable();
        assertThat(unpacked.resolve("lib")).isDirectoryContaining("glob:**/process-*.jar");
        for (String program : List.of("controller", "orchestrator", "node")) {
            assertThat(unpacked.resolve("config/" + program + ".toml")).isNotEmptyFile();
            assertThat(unpacked.resolve("systemd/edgeless-" + program + ".service"))
                    .content()
                    .contains(
                            "Type=simple",
                            "Restart=on-failure",
                            "StateDirectory=edgeless-" + program,
                            "ExecStart=/opt/edgeless/edgeless " + program + " -c");
        }
        Path again = pack(Files.createDirectory(folder.resolve("second")));

        assertThat(again)
                .hasSameBinaryContentAs(folder.resolve("first").resolve(again.getFileName()));
    }

    @Test
    void documents_leadToFilesThatAreInTheArchive() throws IOException {
        try (Stream<Path> files = Files.walk(unpacked)) {
            List<Path> all = files.toList();
            assertThat(all).contains(unpacked.resolve("README.md"));
            assertThat(DeadLinks.in(all)).isEmpty();
        }
        assertThat(unpacked.resolve("README.md")).content().doesNotContain("mvn", "Maven");
    }

    @Test
    void examples_areThereWithTheirFunctions() throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher(), "workflow", "validate"));
        try (Stream<Path> files = Files.walk(unpacked.resolve("examples"))) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith("workflow.json"))
                    .forEach(command::add);
        }
        assertThat(command).hasSizeGreaterThan(3);
        for (String file : command.subList(3, command.size())) {
            run(folder, List.of(launcher(), "workflow", "validate", file), 0);
        }
    }

    @Test
    void help_isShownWithARuntimeOnly() throws Exception {
        assertThat(run(folder, List.of(launcher(), "--help"), 0))
                .contains("controller", "orchestrator", "node");
    }

    @Test
    void nodeOfTheTemplate_isRefusedUntilItHasAnIdOfItsOwn() throws Exception {
        String config = unpacked.resolve("config/node.toml").toString();

        assertThat(run(folder, List.of(launcher(), "node", "-c", config), 1))
                .contains("node_id must be a UUID");
    }

    @Test
    void controller_becomesReady_logsJson_andEndsWith0() throws Exception {
        String metrics = FreePorts.url();
        Path config =
                Files.writeString(
                        folder.resolve("controller.toml"),
                        """
                        controller_url = "%s"
                        domain_register_url = "%s"
                        persistence_filename = ""
                        data_dir = "%s"
                        telemetry.metrics_url = "%s"
                        """
                                .formatted(
                                        FreePorts.url(),
                                        FreePorts.url(),
                                        folder.resolve("data"),
                                        metrics));
        Path output = folder.resolve("controller.log");
        List<String> command =
                List.of(launcher(), "controller", "-c", config.toString(), "--log-format", "json");
        Process process = start(folder, command, output);
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> get(client, metrics + "/readyz").equals("200 ready\n"));
            assertThat(get(client, metrics + "/healthz")).isEqualTo("200 ok\n");
            assertThat(get(client, metrics + "/metrics")).contains("# EOF");
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readAllLines(output))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("{\"time\":\"").endsWith("\"}"));
    }

    @Test
    void optimize_isUsedByTheProgramsAndIsInNobodysWayWhenItDoesNotFit() throws Exception {
        run(folder, List.of(launcher(), "optimize"), 0);

        Path learnt = unpacked.resolve("lib/edgeless.aot");
        startWithWhatWasLearnt("controller", 0);
        Files.write(learnt, new byte[] {1, 2, 3});
        startWithWhatWasLearnt("node", 1);
        String template = folder.resolve("without.toml").toString();
        assertThat(run(folder, List.of(launcher(), "node", "-t", template), 0)).isEmpty();
        Files.delete(learnt);
    }

    @Test
    void portThatOthersReach_isRefusedWithoutTls() throws Exception {
        Path config =
                Files.writeString(
                        folder.resolve("open.toml"),
                        """
                        controller_url = "http://0.0.0.0:%d"
                        domain_register_url = "%s"
                        persistence_filename = ""
                        data_dir = "%s"
                        """
                                .formatted(
                                        FreePorts.next(), FreePorts.url(), folder.resolve("open")));

        assertThat(run(folder, List.of(launcher(), "controller", "-c", config.toString()), 1))
                .contains("edgeless: will not listen on http://0.0.0.0:", "--insecure");
    }

    private static String get(HttpClient client, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
