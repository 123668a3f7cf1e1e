package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The launcher `edgeless`, with a Maven and a JDK of the test that only say that they were called.
/// The launcher under test wants a JDK that no machine has.
class LauncherTest {

    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "cat",
                    "cp",
                    "dirname",
                    "env",
                    "find",
                    "flock",
                    "grep",
                    "mkdir",
                    "mv",
                    "readlink",
                    "rm",
                    "sed",
                    "sleep",
                    "tail",
                    "tee",
                    "touch");

    @TempDir Path folder;

    private Path home = Path.of("");
    private Path bin = Path.of("");

    /// A program that has been started, with everything it prints in one file.
    private record Started(Process process, Path output) {

        String text() throws IOException {
            return Files.readString(output);
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }

    @BeforeEach
    void makeRepository() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        bin = Files.createDirectory(folder.resolve("bin"));
        Path original = Path.of(System.getProperty("edgeless.home", "..")).resolve("edgeless");
        script(
                home.resolve("edgeless"),
                Files.readString(original).replaceFirst("needed=25", "needed=99"));
        write(home.resolve("pom.xml"), "<project/>");
        write(home.resolve("dist/java.options"), "-XX:+UseSerialGC");
        write(home.resolve("api/src/main/java/A.java"), "class A {}");
        for (String tool : TOOLS) {
            Path real = Files.exists(Path.of("/bin", tool)) ? Path.of("/bin") : Path.of("/usr/bin");
            script(bin.resolve(tool), "#!/bin/sh\nexec " + real.resolve(tool) + " \"$@\"\n");
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private static void script(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// A JDK that prints its arguments.
    private Path jdk(String name, String version) throws IOException {
        Path jdk = folder.resolve(name);
        write(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(jdk.resolve("bin/java"), "#!/usr/bin/env bash\necho \"" + name + " runs $*\"\n");
        script(jdk.resolve("bin/javac"), "#!/usr/bin/env bash\n");
        return jdk;
    }

    /// A Maven that notes that it was called, and then does this.
    private void maven(String then) throws IOException {
        script(
                bin.resolve("mvn"),
                """
                #!/usr/bin/env bash
                [ "$1" = -v ] && { echo "Apache Maven 3.8.7"; exit; }
                echo build >>"$CALLS"
                %s
                mkdir -p "$HERE/dist/target/edgeless"
                touch "$HERE/dist/target/dist-0.1.0.jar"
                """
                        .formatted(then));
    }

    private int builds() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    private Started start(Map<String, String> environment, String... arguments) throws IOException {
        // The tests may have been started with these signals ignored, which is inherited.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP"));
        command.add(home.resolve("edgeless").toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "launcher", ".txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(
                        Map.of(
                                "PATH", bin.toString(),
                                "HOME", folder.toString(),
                                "HERE", home.toString(),
                                "CALLS", folder.resolve("calls").toString()));
        builder.environment().putAll(environment);
        return new Started(builder.redirectOutput(output.toFile()).start(), output);
    }

    private String run(Map<String, String> environment, int exitCode, String... arguments)
            throws IOException, InterruptedException {
        Started started = start(environment, arguments);
        assertThat(started.exitCode()).as(started.text()).isEqualTo(exitCode);
        return started.text();
    }

    @Test
    void threeTerminals_oneBuilds() throws IOException, InterruptedException {
        Map<String, String> jdk = Map.of("JAVA_HOME", jdk("jdk99", "99.0.1").toString());
        maven("until [ -e \"$HERE/go\" ]; do sleep 0.05; done");

        List<Started> terminals = List.of(start(jdk, "a"), start(jdk, "b"), start(jdk, "c"));
        await().atMost(ProgramProcess.PATIENCE)
                .until(() -> {
                    int waiting = 0;
                    for (Started terminal : terminals) {
                        waiting += terminal.text().contains("waiting for another build") ? 1 : 0;
                    }
                    return waiting == 2;
                });
        write(home.resolve("go"), "");

        for (Started terminal : terminals) {
            assertThat(terminal.exitCode()).isZero();
            assertThat(terminal.text()).contains("jdk99 runs @" + home + "/dist/java.options");
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void build_isRepeatedWhenASourceIsNewer() throws IOException, InterruptedException {
        Map<String, String> jdk = Map.of("JAVA_HOME", jdk("jdk99", "99").toString());
        maven("");

        assertThat(run(jdk, 0, "one")).contains("building", "io.edgeless.dist.Edgeless one");
        assertThat(run(jdk, 0, "two")).doesNotContain("building").contains("Edgeless two");
        assertThat(builds()).isEqualTo(1);

        FileTime later = FileTime.from(Instant.now().plusSeconds(60));
        write(home.resolve("api/src/test/java/T.java"), "class T {}");
        Files.setLastModifiedTime(home.resolve("api/src/test/java/T.java"), later);
        run(jdk, 0);
        assertThat(builds()).as("a test is no source of the product").isEqualTo(1);

        Files.setLastModifiedTime(home.resolve("api/src/main/java/A.java"), later);
        assertThat(run(jdk, 0)).contains("building");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void build_isFollowedByOptimize_whoseFailureCostsTimeOnly()
            throws IOException, InterruptedException {
        Path jdk = jdk("jdk99", "99");
        script(
                jdk.resolve("bin/java"),
                """
                #!/usr/bin/env bash
                echo "runs $*"
                [[ $* != *" optimize" ]] || { cat "$HOME/learnt" >"$HERE/dist/target/edgeless/edgeless.aot"; }
                """);
        Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
        maven("");

        assertThat(run(environment, 0, "node"))
                .contains("Edgeless optimize", "starts will be slower", "Edgeless node");

        write(folder.resolve("learnt"), "something");
        Files.delete(home.resolve("dist/target/edgeless/built"));
        String cache = "-XX:AOTCache=" + home.resolve("dist/target/edgeless/edgeless.aot");
        assertThat(run(environment, 0, "node")).doesNotContain("slower").contains(cache);
        assertThat(run(environment, 0, "workflow", "list")).doesNotContain(cache);
    }

    @Test
    void build_failing_isShownAndTriedAgain() throws IOException, InterruptedException {
        Map<String, String> jdk = Map.of("JAVA_HOME", jdk("jdk99", "99").toString());
        maven("echo '[ERROR] A.java: nonsense'; exit 1");

        assertThat(run(jdk, 1, "up"))
                .contains("[ERROR] A.java: nonsense", "the build failed", "build.log")
                .doesNotContain("runs");
        run(jdk, 1, "up");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void build_failingForUnformattedSources_namesThem() throws IOException, InterruptedException {
        Map<String, String> jdk = Map.of("JAVA_HOME", jdk("jdk99", "99").toString());
        maven(
                """
                echo 'Not formatted (rewrite with: mvn validate -N -Dformat):'
                echo '  api/src/main/java/A.java'
                echo '[ERROR] Command execution failed.'
                exit 1
                """);

        assertThat(run(jdk, 1, "up"))
                .contains("Not formatted", "  api/src/main/java/A.java", "[ERROR] Command");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void build_interrupted_endsMavenAndWhatItStartedAndLeavesNoHalf(String signal, int exitCode)
            throws IOException, InterruptedException {
        Map<String, String> jdk = Map.of("JAVA_HOME", jdk("jdk99", "99").toString());
        write(home.resolve("api/target/classes/Whole.class"), "from before");
        maven(
                """
                mkdir -p "$HERE/api/target/classes" "$HERE/dist/target/edgeless"
                echo half >"$HERE/api/target/classes/Half.class"
                sleep 1000 &
                echo $! >"$HERE/compiler"
                echo $$ >"$HERE/maven"
                wait
                """);
        Started launcher = start(jdk, "up");
        await().atMost(ProgramProcess.PATIENCE)
                .until(() -> Files.exists(home.resolve("maven")) && pid("maven").isPresent());
        List<ProcessHandle> started =
                List.of(pid("maven").orElseThrow(), pid("compiler").orElseThrow());

        new ProcessBuilder("kill", "-" + signal, Long.toString(launcher.process().pid()))
                .start()
                .waitFor();

        assertThat(launcher.exitCode()).as(launcher.text()).isEqualTo(exitCode);
        assertThat(launcher.text()).contains("the build was interrupted").doesNotContain("runs");
        assertThat(started).noneMatch(ProcessHandle::isAlive);
        assertThat(home.resolve("api/target/classes/Half.class")).doesNotExist();
        assertThat(home.resolve("api/target/classes/Whole.class")).exists();
        maven("");
        assertThat(run(jdk, 0, "up")).contains("building", "jdk99 runs");
    }

    /// The living process whose id is in this file.
    private Optional<ProcessHandle> pid(String file) throws IOException {
        String text = Files.readString(home.resolve(file)).strip();
        return text.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(text));
    }

    @Test
    void jdk_isFoundInJavaHomeThenOnThePath() throws IOException, InterruptedException {
        maven("");
        Path good = jdk("jdk99", "99");
        Path old = jdk("jdk17", "17.0.2");
        Files.createSymbolicLink(bin.resolve("java"), good.resolve("bin/java"));

        assertThat(run(Map.of("JAVA_HOME", old.toString()), 0)).contains("jdk99 runs");
        assertThat(run(Map.of(), 0)).contains("jdk99 runs");
        Path newer = jdk("jdk100", "100");
        assertThat(run(Map.of("JAVA_HOME", newer.toString()), 0)).contains("jdk100 runs");
    }

    @Test
    void jdk_missing_isSaidWithWhatToInstall() throws IOException, InterruptedException {
        maven("");

        assertThat(run(Map.of(), 1, "--help"))
                .contains("needs a JDK 99 or newer", "JAVA_HOME (not set)", "Install one");
        assertThat(builds()).isZero();
    }

    @Test
    void maven_missingOrTooOld_isSaidWithWhatToInstall() throws IOException, InterruptedException {
        Map<String, String> jdk = Map.of("JAVA_HOME", jdk("jdk99", "99").toString());

        assertThat(run(jdk, 1)).contains("needs Maven 3.8 or newer", "package maven");

        script(bin.resolve("mvn"), "#!/usr/bin/env bash\necho 'Apache Maven 3.6.3 (x)'\n");
        assertThat(run(jdk, 1)).contains("needs Maven 3.8 or newer", "is 3.6");
    }
}
