package io.edgeless.bench.system;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Child;
import io.edgeless.bench.measure.Waiting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// One running process of the platform. Closing it stops it.
final class Program implements AutoCloseable {

    private static final Duration READY_DEADLINE = Duration.ofSeconds(60);

    private final String name;
    private final Child process;
    private final double readyMillis;

    private Program(String name, Child process, double readyMillis) {
        this.name = name;
        this.process = process;
        this.readyMillis = readyMillis;
    }

    /// Starts a program with this configuration and waits until it says that it is ready.
    ///
    /// @param kind the subcommand that runs it
    static Program start(Launch launch, Path folder, String kind, String toml) {
        Path configuration =
                folder.resolve(kind + "-" + Integer.toHexString(toml.hashCode()) + ".toml");
        Path output = Path.of(configuration + ".log");
        try {
            Files.writeString(configuration, toml);
        } catch (IOException e) {
            throw new BenchException("cannot write " + configuration, e);
        }
        long startNanos = System.nanoTime();
        Child process = launch.start(folder, output, List.of(kind, "-c", configuration.toString()));
        try {
            Waiting.until(
                    kind + " says that it is ready",
                    READY_DEADLINE,
                    () -> !process.isAlive() || text(output).contains(" ready"));
            if (!process.isAlive()) {
                throw new BenchException(kind + " ended at once");
            }
        } catch (BenchException e) {
            process.close();
            throw new BenchException(e.getMessage() + ", but " + process.said(), e);
        }
        return new Program(kind, process, (System.nanoTime() - startNanos) / 1e6);
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new BenchException("cannot read " + file, e);
        }
    }

    /// From its start to its being ready.
    double readyMillis() {
        return readyMillis;
    }

    /// Resident memory now.
    double residentMib() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024.0;
        } catch (IOException e) {
            throw new BenchException(name + " has ended: " + process.said(), e);
        }
    }

    @Override
    public void close() {
        process.stop();
        process.close();
    }
}
