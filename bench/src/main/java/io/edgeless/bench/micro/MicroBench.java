package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Figure;
import io.edgeless.bench.measure.Guest;
import io.edgeless.bench.measure.Machine;
import io.edgeless.bench.measure.Report;
import io.edgeless.bench.measure.TemporaryFolder;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.world.World;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Measures single steps in processes of their own, each beside the bare JDK in the same run.
public final class MicroBench {

    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final int WARM_UPS = 5;
    private static final int ITERATIONS = 5;
    private static final int LOADS = 5;
    private static final String PACKAGE = MicroBench.class.getPackageName() + ".";

    private final Consumer<String> progress;
    private final List<String> jvmArguments;
    private final Map<String, Double> scores = new HashMap<>();

    private MicroBench(Consumer<String> progress, List<String> jvmArguments) {
        this.progress = progress;
        this.jvmArguments = List.copyOf(jvmArguments);
    }

    /// Runs everything; takes about three minutes.
    ///
    /// @param jvmArguments of the processes that are measured: those of the platform
    /// @param progress is told what begins
    public static Report run(List<String> jvmArguments, Consumer<String> progress) {
        MicroBench bench = new MicroBench(progress, jvmArguments);
        List<Figure> figures = new ArrayList<>(bench.events());
        figures.addAll(bench.loads());
        progress.accept("measuring: instances");
        figures.addAll(Footprint.measure());
        return new Report(Machine.here(), figures);
    }

    private List<Figure> events() {
        for (Class<?> type :
                List.of(
                        EventBenchmark.class,
                        JdkBenchmark.class,
                        WasmBenchmark.class,
                        RemoteBenchmark.class,
                        UnaryBenchmark.class,
                        SocketBenchmark.class)) {
            run(
                    options(type)
                            .warmupIterations(WARM_UPS)
                            .measurementIterations(ITERATIONS)
                            .warmupTime(ITERATION)
                            .measurementTime(ITERATION)
                            .forks(1));
        }
        return List.of(
                figure("cast on one node, loaded", "EventBenchmark.castLoaded", "ns")
                        .beside("LinkedTransferQueue", score("JdkBenchmark.queue")),
                figure("cast on one node, idle receiver", "EventBenchmark.castIdle", "ns")
                        .beside("start of a virtual thread", score("JdkBenchmark.virtualThread")),
                figure("call on one node", "EventBenchmark.call", "ns")
                        .beside("two queues", score("JdkBenchmark.rendezvous")),
                figure("WASM cast hop, loaded", "WasmBenchmark.castHopLoaded", "ns")
                        .beside("LinkedTransferQueue", score("JdkBenchmark.queue")),
                figure("WASM cast hop, idle receiver", "WasmBenchmark.castHopIdle", "ns")
                        .beside("start of a virtual thread", score("JdkBenchmark.virtualThread")),
                figure("WASM handle_call", "WasmBenchmark.call", "ns")
                        .beside("two copies of 100 B", score("JdkBenchmark.copies")),
                perSecond("events to another node", "RemoteBenchmark.casts")
                        .beside("frames on a socket", 1e6 / score("SocketBenchmark.frames")),
                perSecond("unary events to another node", "UnaryBenchmark.casts")
                        .beside("frames on a socket", 1e6 / score("SocketBenchmark.frames")),
                figure("call to another node", "RemoteBenchmark.call", "us")
                        .beside("round trip on a socket", score("SocketBenchmark.roundTrip")),
                figure("unary call to another node", "UnaryBenchmark.call", "us")
                        .beside("round trip on a socket", score("SocketBenchmark.roundTrip")));
    }

    private List<Figure> loads() {
        try (TemporaryFolder cache = TemporaryFolder.create()) {
            fill(cache.path());
            run(
                    options(LoadBenchmark.class)
                            .warmupIterations(0)
                            .measurementIterations(1)
                            .jvmArgsAppend("-D" + LoadBenchmark.CACHE + "=" + cache.path())
                            .forks(LOADS));
        }
        return List.of(
                figure("first load of a module, compiled", "LoadBenchmark.compile", "ms")
                        .beside("reading and SHA-256", score("LoadBenchmark.digest")),
                figure("first load of a module, from disk", "LoadBenchmark.fromDisk", "ms")
                        .beside("reading and SHA-256", score("LoadBenchmark.digest")));
    }

    private static void fill(Path cache) {
        World world = World.real();
        try (FunctionRuntime runtime = Wasm.runtime(world, cache)) {
            Wasm.prepare(runtime, Guest.KERNEL);
        } finally {
            world.timers().close();
        }
    }

    private ChainedOptionsBuilder options(Class<?> type) {
        progress.accept("measuring: " + type.getSimpleName());
        return new OptionsBuilder()
                .include("\\." + type.getSimpleName() + "\\.")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .jvmArgs(jvmArguments.toArray(String[]::new));
    }

    private void run(ChainedOptionsBuilder options) {
        try {
            Collection<RunResult> results = new Runner(options.build()).run();
            for (RunResult result : results) {
                String name = result.getParams().getBenchmark();
                scores.put(name.substring(PACKAGE.length()), result.getPrimaryResult().getScore());
            }
        } catch (RunnerException e) {
            throw new BenchException("a measurement failed", e);
        }
    }

    private Figure figure(String name, String benchmark, String unit) {
        return Figure.of(name, score(benchmark), unit);
    }

    private Figure perSecond(String name, String benchmark) {
        return Figure.of(name, 1e6 / score(benchmark), "/s");
    }

    private double score(String benchmark) {
        Double score = scores.get(benchmark);
        if (score == null) {
            throw new BenchException("not measured: " + benchmark);
        }
        return score;
    }
}
