package io.edgeless.runtime.wasm;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.HostApi;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction;
import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.HostImport;
import io.edgeless.runtime.wasm.load.Tier;
import io.edgeless.runtime.wasm.load.WasmSettings;
import io.edgeless.runtime.wasm.memory.MemoryKind;
import io.edgeless.world.Clock;
import io.edgeless.world.World;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Measures the runtime as a node uses it: what an instance costs, what loading a module costs, how
/// fast guests run. Not a test: run by hand, see `docs/decisions/0020-copy-on-write-memory.md`.
final class WasmMeasurement {

    private static final int LIVE_INSTANCES = 10_000;
    private static final int ROUNDS = 9;
    private static final byte[] EMPTY = {};

    private final World world = World.real();
    private final Path cache;

    WasmMeasurement(Path cache) {
        this.cache = cache;
    }

    /// @param arguments what to measure: `load`, `instances`, `calls`, `kernels`; then the kind of
    ///   memory and the tier
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("wasm-measurement");
        WasmMeasurement measurement = new WasmMeasurement(folder);
        WasmSettings way =
                new WasmSettings(
                        true, Tier.valueOf(arguments[2]), MemoryKind.valueOf(arguments[1]), true);
        Map<String, Double> figures =
                switch (arguments[0]) {
                    case "load" -> measurement.load(way);
                    case "instances" -> measurement.instances(way);
                    case "calls" -> measurement.calls(way);
                    default -> measurement.kernels(way);
                };
        figures.forEach((what, value) ->
                System.out.printf("%s %s %s: %.3f%n", arguments[1], arguments[2], what, value));
        measurement.world.timers().close();
    }

    /// Milliseconds to load `http_processor`: the first time in this JVM and later, with the cache
    /// empty and filled.
    Map<String, Double> load(WasmSettings way) throws IOException {
        byte[] module = Guests.function("http_processor/http_processor");
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("first load, ms", loadMillis(way, module, cache));
        figures.put("first cached load, ms", loadMillis(way, module, cache));
        double[] compiled = new double[ROUNDS];
        double[] cached = new double[ROUNDS];
        for (int i = 0; i < 2 * ROUNDS; i++) {
            Path fresh = cache.resolve("round-" + i);
            compiled[i % ROUNDS] = loadMillis(way, module, fresh);
            cached[i % ROUNDS] = loadMillis(way, module, fresh);
        }
        figures.put("load, ms", median(compiled));
        figures.put("cached load, ms", median(cached));
        return figures;
    }

    /// Microseconds and bytes of heap for each of many live instances of `http_processor` that have
    /// handled one message.
    Map<String, Double> instances(WasmSettings way) throws IOException {
        byte[] module = Guests.function("http_processor/http_processor");
        Map<String, Double> figures = new LinkedHashMap<>();
        try (FunctionRuntime runtime = Guests.runtime(way, world, cache)) {
            PreparedFunction function = Guests.prepared(runtime, module, Limits.DEFAULT);
            make(function, LIVE_INSTANCES / 10);
            long before = usedBytes();
            long begin = System.nanoTime();
            List<FunctionInstance> live = make(function, LIVE_INSTANCES);
            double nanos = (double) (System.nanoTime() - begin);
            figures.put("make and init, µs", nanos / LIVE_INSTANCES / 1000);
            figures.put("heap, KiB", (usedBytes() - before) / 1024.0 / live.size());
            figures.put("held, KiB", live.getFirst().memoryBytes() / 1024.0);
        }
        return figures;
    }

    /// Nanoseconds for a cast of 100 bytes into a guest that does nothing, and into one that casts
    /// it on.
    Map<String, Double> calls(WasmSettings way) {
        Code relay = Code.code().i32s(0, 0).get(2).get(3).call(HostImport.CAST);
        Map<String, Double> figures = new LinkedHashMap<>();
        byte[] payload = new byte[100];
        for (boolean relays : new boolean[] {false, true}) {
            TestModule module =
                    new TestModule()
                            .body(GuestExport.CAST, relays ? relay : Code.code())
                            .body(GuestExport.CLEAR, Code.code().i32(TestModule.HEAP).setGlobal(0));
            try (FunctionRuntime runtime = Guests.runtime(way, cold(), cache)) {
                FunctionInstance guest =
                        Guests.instance(
                                Guests.prepared(runtime, module.build(), Limits.DEFAULT),
                                new SilentHost());
                figures.put(
                        relays ? "cast that casts, ns" : "cast, ns",
                        nanosEach(1_000_000, () -> guest.cast(ScriptedHost.SELF, payload)));
            }
        }
        return figures;
    }

    /// Microseconds for each kernel.
    Map<String, Double> kernels(WasmSettings way) {
        Map<String, Double> figures = new LinkedHashMap<>();
        kernel("float product 64×64, µs", Kernels.floatProduct(), way, figures);
        kernel("mixing 16 × 64 KiB, µs", Kernels.mixing(), way, figures);
        return figures;
    }

    private void kernel(String what, byte[] module, WasmSettings way, Map<String, Double> figures) {
        int times = way.tier() == Tier.COMPILED ? 300 : 3;
        try (FunctionRuntime runtime = Guests.runtime(way, Guests.world(), cache)) {
            FunctionInstance guest =
                    Guests.instance(
                            Guests.prepared(runtime, module, Limits.DEFAULT), new SilentHost());
            double nanos = nanosEach(times, () -> guest.cast(ScriptedHost.SELF, EMPTY));
            figures.put(what, nanos / 1000);
        }
    }

    /// Time goes by so slowly that no instance proves hot.
    private World cold() {
        Clock clock =
                new Clock() {
                    @Override
                    public long nanos() {
                        return world.clock().nanos() / 1_000;
                    }

                    @Override
                    public long epochNanos() {
                        return world.clock().epochNanos();
                    }
                };
        return new World(clock, world.timers(), world.network(), world.disk(), world.chance());
    }

    private double loadMillis(WasmSettings way, byte[] module, Path folder) {
        try (FunctionRuntime runtime = Guests.runtime(way, world, folder)) {
            long begin = System.nanoTime();
            Guests.prepared(runtime, module, Limits.DEFAULT);
            double millis = (System.nanoTime() - begin) / 1e6;
            while (way.tier() == Tier.COMPILED && world.disk().list(folder).isEmpty()) {
                Thread.onSpinWait();
            }
            return millis;
        }
    }

    private static List<FunctionInstance> make(PreparedFunction function, int count) {
        List<FunctionInstance> made = new ArrayList<>(count);
        HostApi host = new SilentHost();
        for (int i = 0; i < count; i++) {
            FunctionInstance instance = Guests.instance(function, host);
            instance.init(Optional.empty(), Optional.empty());
            instance.cast(ScriptedHost.SELF, EMPTY);
            made.add(instance);
        }
        return made;
    }

    /// The median over some rounds, after as many to warm up.
    private static double nanosEach(int times, Runnable action) {
        double[] rounds = new double[ROUNDS];
        LongSupplier round =
                () -> {
                    long begin = System.nanoTime();
                    for (int i = 0; i < times; i++) {
                        action.run();
                    }
                    return System.nanoTime() - begin;
                };
        for (int i = 0; i < 2 * ROUNDS; i++) {
            rounds[i % ROUNDS] = (double) round.getAsLong() / times;
        }
        return median(rounds);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// Takes everything and keeps nothing.
    private static final class SilentHost implements HostApi {

        @Override
        public InstanceId self() {
            return ScriptedHost.SELF;
        }

        @Override
        public void log(LogLevel level, String target, String message) {}

        @Override
        public boolean sync(byte[] state) {
            return true;
        }

        @Override
        public CastResult cast(String channel, byte[] payload) {
            return CastResult.ACCEPTED;
        }

        @Override
        public CastResult castRaw(InstanceId target, byte[] payload) {
            return CastResult.ACCEPTED;
        }

        @Override
        public CallResult call(String channel, byte[] payload) {
            return CallResult.NO_REPLY;
        }

        @Override
        public CallResult call(String channel, byte[] payload, long timeoutMillis) {
            return CallResult.NO_REPLY;
        }

        @Override
        public CallResult callRaw(InstanceId target, byte[] payload) {
            return CallResult.NO_REPLY;
        }

        @Override
        public CastResult delayedCast(long delayMillis, String channel, byte[] payload) {
            return CastResult.ACCEPTED;
        }
    }
}
