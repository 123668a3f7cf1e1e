package io.edgeless.bench.measure;

import io.edgeless.process.lifecycle.ProcessTree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A process that this one has started. Ends, with all that it started, when it is closed and when
/// this process ends.
public final class Child implements AutoCloseable {

    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);

    private static final int LINES_MAX = 10;

    private final Process process;
    private final Path output;
    private final Runnable end = this::kill;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// Starts a process in a folder; what it prints goes to a file.
    ///
    /// @throws BenchException when it cannot be started
    public static Child start(ProcessBuilder builder, Path folder, Path output) {
        try {
            Child child =
                    new Child(
                            builder.directory(folder.toFile())
                                    .redirectErrorStream(true)
                                    .redirectOutput(output.toFile())
                                    .start(),
                            output);
            AtExit.ofProcess().own(child.end);
            return child;
        } catch (IOException e) {
            throw new BenchException("cannot start " + builder.command().getFirst(), e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// The last lines that it printed, for a message.
    public String said() {
        try {
            List<String> lines =
                    Files.readAllLines(output, StandardCharsets.ISO_8859_1).stream()
                            .filter(line -> !line.isBlank())
                            .toList();
            return lines.isEmpty()
                    ? "it said nothing"
                    : "it said "
                            + String.join(
                                    " | ",
                                    lines.subList(
                                            Math.max(0, lines.size() - LINES_MAX), lines.size()));
        } catch (IOException e) {
            return "cannot read " + output + ": " + e;
        }
    }

    /// Waits for its end.
    ///
    /// @return the exit code; empty when it goes on
    public Optional<Integer> await(Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(process.exitValue())
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /// Asks it to stop in order, and waits.
    public void stop() {
        process.destroy();
        var _ = await(STOP_DEADLINE);
    }

    @Override
    public void close() {
        kill();
        AtExit.ofProcess().disown(end);
    }

    private void kill() {
        if (!ProcessTree.kill(process, STOP_DEADLINE)) {
            throw new BenchException("process " + process.pid() + " cannot be killed");
        }
    }
}
