package io.edgeless.bench.micro;

import io.edgeless.component.CallResult;
import io.edgeless.component.Outcome;
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

/// Events between components on one node.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class EventBenchmark {

    static final int EVENTS = 10_000;

    private static final byte[] PAYLOAD = new byte[100];

    private final Countdown arrived = new Countdown();
    private Plane plane;
    private Ring ring;
    private Port source;
    private Port caller;

    /// One that was not answered; written by the caller.
    private volatile Object lastCall = "was answered";

    /// Called by JMH before the measurement.
    @Setup
    public void open() {
        plane = new Plane(true);
        ring = Ring.plain(plane);
        Port sink =
                plane.open(port ->
                        event -> {
                            arrived.count();
                            return Outcome.NO_REPLY;
                        });
        source = plane.open(port -> event -> Outcome.NO_REPLY);
        Plane.connect(source, sink.self());
        Port callee = plane.open(port -> event -> new Outcome.Reply(event.payload()));
        caller = plane.open(port -> event -> callOften(port));
        Plane.connect(caller, callee.self());
    }

    private Outcome callOften(Port port) {
        for (int i = 0; i < EVENTS; i++) {
            CallResult result = port.outputs().call("out", PAYLOAD);
            if (!(result instanceof CallResult.Reply)) {
                lastCall = result;
                return Outcome.NO_REPLY;
            }
        }
        arrived.count();
        return Outcome.NO_REPLY;
    }

    /// Called by JMH after the measurement.
    @TearDown
    public void close() {
        plane.close();
    }

    /// From one sender to one receiver as fast as it takes them.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void castLoaded() throws InterruptedException {
        arrived.begin(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            Throttle.castPatiently(source, PAYLOAD, plane::counted);
        }
        arrived.await(plane::counted);
    }

    /// One payload around a ring: every hop wakes an idle cell.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void castIdle() throws InterruptedException {
        ring.play(1, EVENTS);
    }

    /// A component calls another.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void call() throws InterruptedException {
        arrived.begin(1);
        source.outputs().castRaw(caller.self(), PAYLOAD);
        arrived.await(() -> plane.counted() + ", the last call " + lastCall);
    }
}
