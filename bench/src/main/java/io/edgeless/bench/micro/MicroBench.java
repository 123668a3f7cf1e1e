package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Causes;
import io.edgeless.bench.measure.Figure;
import io.edgeless.bench.measure.Guest;
import io.edgeless.bench.measure.Machine;
import io.edgeless.bench.measure.Report;
import io.edgeless.bench.measure.TemporaryFolder;
import io.edgeless.bench.measure.Waiting;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.world.World;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Measures single steps in processes of their own, each beside the bare JDK in the same run. What
/// cannot be measured is reported with its cause, and the rest goes on.
public final class MicroBench {

    private static final String QUEUE = "LinkedTransferQueue";
    private static final String THREAD = "start of a virtual thread";
    private static final String FRAMES = "frames on a socket";
    private static final String ROUND_TRIP = "round trip on a socket";
    private static final String READING = "reading and SHA-256";
    private static final String FOOTPRINT = "Footprint";

    private static final List<Row> EVENTS =
            List.of(
                    new Row(
                            "cast on one node, loaded",
                            "EventBenchmark.castLoaded",
                            "ns",
                            QUEUE,
                            "JdkBenchmark.queue"),
                    new Row(
                            "cast on one node, idle receiver",
                            "EventBenchmark.castIdle",
                            "ns",
                            THREAD,
                            "JdkBenchmark.virtualThread"),
                    new Row(
                            "call on one node",
                            "EventBenchmark.call",
                            "ns",
                            "two queues",
                            "JdkBenchmark.rendezvous"),
                    new Row(
                            "WASM cast hop, loaded",
                            "WasmBenchmark.castHopLoaded",
                            "ns",
                            QUEUE,
                            "JdkBenchmark.queue"),
                    new Row(
                            "WASM cast hop, idle receiver",
                            "WasmBenchmark.castHopIdle",
                            "ns",
                            THREAD,
                            "JdkBenchmark.virtualThread"),
                    new Row(
                            "WASM handle_call",
                            "WasmBenchmark.call",
                            "ns",
                            "two copies of 100 B",
                            "JdkBenchmark.copies"));

    private static final List<Row> REMOTE =
            List.of(
                    Row.rate(
                            "events to another node",
                            "RemoteBenchmark.casts",
                            FRAMES,
                            "SocketBenchmark.frames"),
                    Row.rate(
                            "unary events to another node",
                            "UnaryBenchmark.casts",
                            FRAMES,
                            "SocketBenchmark.frames"),
                    new Row(
                            "call to another node",
                            "RemoteBenchmark.call",
                            "us",
                            ROUND_TRIP,
                            "SocketBenchmark.roundTrip"),
                    new Row(
                            "unary call to another node",
                            "UnaryBenchmark.call",
                            "us",
                            ROUND_TRIP,
                            "SocketBenchmark.roundTrip"));

    private static final List<Row> LOADS =
            List.of(
                    new Row(
                            "first load of a module, compiled",
                            "LoadBenchmark.compile",
                            "ms",
                            READING,
                            "LoadBenchmark.digest"),
                    new Row(
                            "first load of a module, from disk",
                            "LoadBenchmark.fromDisk",
                            "ms",
                            READING,
                            "LoadBenchmark.digest"));

    /// An entry of the cache of compiled modules, whole.
    private static final Pattern ENTRY = Pattern.compile("[0-9a-f]{64}");

    private static final int WARM_UPS = 5;

    /// Between nodes there is more code to compile.
    private static final int REMOTE_WARM_UPS = 8;

    private static final Duration WRITE_DEADLINE = Duration.ofSeconds(30);

    private final Jmh jmh;
    private final String only;
    private final Consumer<String> progress;
    private final Map<String, Double> scores = new HashMap<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private MicroBench(Jmh jmh, String only, Consumer<String> progress) {
        this.jmh = jmh;
        this.only = only;
        this.progress = progress;
    }

    /// Runs everything, which takes about four minutes, or a part of it.
    ///
    /// @param jvmArguments of the processes that are measured: those of the platform
    /// @param only rows whose benchmark has this in its name; empty: all
    /// @param progress is told what begins
    public static Report run(List<String> jvmArguments, String only, Consumer<String> progress) {
        MicroBench bench = new MicroBench(new Jmh(jvmArguments), only, progress);
        bench.measure(EVENTS, benchmark -> bench.jmh.warm(benchmark, WARM_UPS));
        bench.measure(REMOTE, benchmark -> bench.jmh.warm(benchmark, REMOTE_WARM_UPS));
        bench.loads();
        bench.footprint();
        return new Report(Machine.here(), bench.figures, bench.failures);
    }

    private void measure(List<Row> rows, Function<String, Jmh.Measured> run) {
        List<Row> wanted = rows.stream().filter(row -> row.benchmark().contains(only)).toList();
        Set<String> benchmarks = new LinkedHashSet<>();
        wanted.forEach(row -> benchmarks.add(row.benchmark()));
        wanted.forEach(row -> benchmarks.add(row.baseline()));
        for (String benchmark : benchmarks) {
            progress.accept("measuring: " + benchmark);
            switch (run.apply(benchmark)) {
                case Jmh.Measured.Score(double score) -> scores.put(benchmark, score);
                case Jmh.Measured.Failed(String cause) -> failed(benchmark, cause);
            }
        }
        wanted.forEach(row -> row.figure(scores).ifPresent(figures::add));
    }

    private void loads() {
        if (LOADS.stream().noneMatch(row -> row.benchmark().contains(only))) {
            return;
        }
        try (TemporaryFolder cache = TemporaryFolder.create()) {
            fill(cache.path());
            String option = "-D" + LoadBenchmark.CACHE + "=" + cache.path();
            measure(LOADS, benchmark -> jmh.first(benchmark, option));
        } catch (RuntimeException e) {
            failed("LoadBenchmark", Causes.text(e));
        }
    }

    private void footprint() {
        if (!FOOTPRINT.contains(only)) {
            return;
        }
        progress.accept("measuring: " + FOOTPRINT);
        try {
            figures.addAll(Footprint.measure());
        } catch (RuntimeException e) {
            failed(FOOTPRINT, Causes.text(e));
        }
    }

    private void failed(String what, String cause) {
        String failure = what + ": " + cause;
        progress.accept("failed: " + failure);
        failures.add(failure);
    }

    /// The runtime writes what it compiled when it has nothing more urgent, and closing it ends
    /// that: so this waits until it is written.
    static void fill(Path cache) {
        World world = World.real();
        try (FunctionRuntime runtime = Wasm.runtime(world, cache)) {
            var _ = Wasm.prepare(runtime, Guest.KERNEL);
            Waiting.until("the compiled module is written", WRITE_DEADLINE, () -> isFilled(cache));
        } finally {
            world.timers().close();
        }
    }

    private static boolean isFilled(Path cache) {
        try (Stream<Path> files = Files.list(cache)) {
            return files.anyMatch(
                    file -> ENTRY.matcher(String.valueOf(file.getFileName())).matches());
        } catch (IOException e) {
            throw new BenchException("cannot list " + cache, e);
        }
    }
}
