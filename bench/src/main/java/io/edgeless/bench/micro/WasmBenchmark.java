package io.edgeless.bench.micro;

import io.edgeless.api.id.InstanceId;
import io.edgeless.bench.measure.Guest;
import io.edgeless.bench.measure.TemporaryFolder;
import io.edgeless.component.FunctionInstance;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Outcome;
import io.edgeless.component.PreparedFunction;
import io.edgeless.dataplane.Port;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.concurrent.TimeUnit;

/// Events between WebAssembly guests on one node.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class WasmBenchmark {

    private static final byte[] PAYLOAD =
            "o".repeat(100).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private TemporaryFolder folder;
    private FunctionRuntime runtime;
    private Plane plane;
    private Ring ring;
    private FunctionInstance guest;
    private InstanceId someone;

    /// Called by JMH before the measurement.
    @Setup
    public void open() {
        folder = TemporaryFolder.create();
        plane = new Plane(true);
        runtime = Wasm.runtime(plane.world(), folder.path());
        PreparedFunction ball = Wasm.prepare(runtime, Guest.BALL);
        ring = Ring.of(plane, (port, hops) -> new GuestHost(port, hops, ball));
        Port port = plane.open(own -> event -> Outcome.NO_REPLY);
        someone = port.self();
        guest = new GuestHost(port, new Countdown(), ball).guest();
    }

    /// Called by JMH after the measurement.
    @TearDown
    public void close() {
        plane.close();
        guest.close();
        runtime.close();
        folder.close();
    }

    /// Many payloads around a ring of guests.
    @Benchmark
    @OperationsPerInvocation(EventBenchmark.EVENTS)
    public void castHopLoaded() throws InterruptedException {
        ring.play(Ring.MEMBERS, EventBenchmark.EVENTS);
    }

    /// One payload around a ring of guests.
    @Benchmark
    @OperationsPerInvocation(EventBenchmark.EVENTS)
    public void castHopIdle() throws InterruptedException {
        ring.play(1, EventBenchmark.EVENTS);
    }

    /// `handle_call` of a guest that sends back what it got, without the data plane.
    @Benchmark
    public Outcome call() {
        return guest.call(someone, PAYLOAD);
    }
}
