package io.edgeless.bench.micro;

import io.edgeless.bench.measure.BenchException;
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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Events between two data planes over gRPC on loopback, both in this process.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class RemoteBenchmark {

    static final int EVENTS = 160 * Throttle.BATCH;

    /// Events of one sender stay in order, so one sender alone never fills a link.
    private static final int SENDERS = 64;

    private static final byte[] PAYLOAD = new byte[100];

    private final Countdown arrived = new Countdown();
    private final List<Port> senders = new ArrayList<>();
    private Throttle throttle;
    private Plane here;
    private Plane there;
    private Port caller;

    /// Whether the nodes send by streams, or by the unary rpc.
    boolean hasStreams() {
        return true;
    }

    /// Called by JMH before the measurement.
    @Setup
    public void open() {
        here = new Plane(hasStreams());
        there = new Plane(hasStreams());
        here.knows(there);
        there.knows(here);
        throttle = new Throttle(this::counted);
        for (int i = 0; i < SENDERS; i++) {
            Port sink =
                    there.open(port ->
                            event -> {
                                arrived.count();
                                throttle.arrived();
                                return Outcome.NO_REPLY;
                            });
            Port sender = here.open(port -> event -> Outcome.NO_REPLY);
            Plane.connect(sender, sink.self());
            senders.add(sender);
        }
        Port callee = there.open(port -> event -> new Outcome.Reply(event.payload()));
        caller = here.open(port -> event -> Outcome.NO_REPLY);
        Plane.connect(caller, callee.self());
    }

    /// Called by JMH after the measurement.
    @TearDown
    public void close() {
        here.close();
        there.close();
    }

    /// From many senders to as many receivers as fast as they take them.
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void casts() throws InterruptedException {
        send(EVENTS);
    }

    /// @param events a multiple of [Throttle#BATCH]
    void send(int events) throws InterruptedException {
        arrived.begin(events);
        for (int i = 0; i < events; i++) {
            throttle.cast(senders.get(i % SENDERS), PAYLOAD);
        }
        arrived.await(this::counted);
    }

    private String counted() {
        return "here %s; there %s".formatted(here.counted(), there.counted());
    }

    /// A call to the other node and its answer.
    @Benchmark
    public CallResult call() {
        CallResult result = caller.outputs().call("out", PAYLOAD);
        if (!(result instanceof CallResult.Reply)) {
            throw new BenchException("no answer: " + result + "; counted: " + counted());
        }
        return result;
    }
}
