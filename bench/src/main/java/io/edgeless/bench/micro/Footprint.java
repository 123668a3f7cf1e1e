package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Figure;
import io.edgeless.bench.measure.Guest;
import io.edgeless.bench.measure.TemporaryFolder;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Outcome;
import io.edgeless.component.PreparedFunction;
import io.edgeless.dataplane.Port;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes many instances that stay: how long one takes and how much heap it holds. Each has run
/// `handle_init` and handled one call.
final class Footprint {

    private static final int INSTANCES = 10_000;

    private static final byte[] PAYLOAD = "o".repeat(100).getBytes(StandardCharsets.US_ASCII);

    /// So that the baseline does not need more memory than what stands beside it.
    private static final int ARRAYS_KEPT = 256;

    /// Enough for the compiler to have seen it.
    private static final int WARM_UP = 2_000;

    private Footprint() {}

    static List<Figure> measure() {
        try (TemporaryFolder folder = TemporaryFolder.create();
                Plane plane = new Plane(true);
                FunctionRuntime runtime = Wasm.runtime(plane.world(), folder.path())) {
            PreparedFunction function = Wasm.prepare(runtime, Guest.BALL);
            make(plane, function, WARM_UP);
            long before = heapBytes();
            long startNanos = System.nanoTime();
            List<GuestHost> alive = make(plane, function, INSTANCES);
            double micros = (System.nanoTime() - startNanos) / 1e3 / INSTANCES;
            double kib = (heapBytes() - before) / 1024.0 / INSTANCES;
            String many = "of %,d live ones".formatted(alive.size());
            return List.of(
                    Figure.of("instantiate and initialise a guest, " + many, micros, "us")
                            .beside("new byte[65536], cleared", arrayMicros()),
                    Figure.of("heap of a guest, " + many, kib, "KiB")
                            .beside("its memory as one array", memoryKib()));
        }
    }

    private static List<GuestHost> make(Plane plane, PreparedFunction function, int count) {
        List<GuestHost> made = new ArrayList<>(count);
        plane.open(port -> {
            for (int i = 0; i < count; i++) {
                made.add(called(new GuestHost(port, new Countdown(), function), port));
            }
            return event -> Outcome.NO_REPLY;
        });
        return made;
    }

    private static GuestHost called(GuestHost fresh, Port port) {
        Outcome outcome = fresh.guest().call(port.self(), PAYLOAD);
        if (!(outcome instanceof Outcome.Reply)) {
            throw new BenchException("a guest did not answer: " + outcome);
        }
        return fresh;
    }

    private static double arrayMicros() {
        byte[][] arrays = new byte[ARRAYS_KEPT][];
        long startNanos = System.nanoTime();
        for (int i = 0; i < INSTANCES; i++) {
            arrays[i % ARRAYS_KEPT] = new byte[1 << 16];
        }
        double nanos = System.nanoTime() - startNanos;
        if (Arrays.stream(arrays).anyMatch(array -> array.length == 0)) {
            throw new BenchException("arrays are needed, so that they are made");
        }
        return nanos / 1e3 / INSTANCES;
    }

    /// The ball guest has a stack of 64 KiB and as much for its ball.
    private static double memoryKib() {
        return 3 * 64;
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
