package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process with one command of `edgeless`, started as the launcher does. What it prints goes to
/// files beside each other. Closing it kills it, if it still runs.
final class ProgramProcess implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private ProgramProcess(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// Starts it in this folder, which also is where it makes temporary files.
    static ProgramProcess start(Path folder, String... arguments) {
        String name = arguments[0];
        try {
            Path out = Files.createTempFile(folder, name + "-", ".out");
            Path err = Files.createTempFile(folder, name + "-", ".err");
            Process process =
                    new ProcessBuilder(command(folder, arguments))
                            .directory(folder.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            return new ProgramProcess(name, process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command to its end; fails when it does not end in time.
    static ProgramProcess run(Path folder, String... arguments) {
        ProgramProcess program = start(folder, arguments);
        program.awaitExit();
        return program;
    }

    private static List<String> command(Path folder, String... arguments) {
        Path home = Path.of(System.getProperty("edgeless.home", "..")).toAbsolutePath();
        // The tests may have been started with these signals ignored, which is inherited.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + home.resolve("dist/java.options"));
        command.add("-Xmx256m");
        command.add("-Djava.io.tmpdir=" + folder);
        command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        command.add("io.edgeless.dist.Edgeless");
        command.addAll(List.of(arguments));
        return command;
    }

    /// Waits for a line on standard output or standard error that contains this.
    ProgramProcess awaitText(String text) {
        Awaitility.await(name + " says '" + text + "'")
                .atMost(PATIENCE)
                .until(() -> {
                    assertThat(process.isAlive() || hasSaid(text))
                            .as("%s ended with %s", name, this)
                            .isTrue();
                    return hasSaid(text);
                });
        return this;
    }

    private boolean hasSaid(String text) {
        return out().contains(text) || err().contains(text);
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How much memory it takes.
    long residentBytes() {
        return read(Path.of("/proc", Long.toString(process.pid()), "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /// Sends a signal: `INT` as Ctrl-C does, `TERM`, `KILL`.
    ProgramProcess signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits for the end and returns the exit code.
    int awaitExit() {
        try {
            boolean isOver = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(isOver).as("end of %s", this).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
    }

    @Override
    public String toString() {
        String exit = process.isAlive() ? "running" : "exit code " + process.exitValue();
        return name + " (" + exit + ")\n" + out() + err();
    }
}
