package io.edgeless.dataplane;

import com.sun.management.OperatingSystemMXBean;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Component;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.world.Counters;
import io.edgeless.world.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// What an event costs, by the public surface of the data plane alone. No test: it asserts nothing
/// about time and runs only when it is named (`-Dtest=EventMeasure`).
class EventMeasure {

    private static final int ROUNDS = 12;
    private static final int CASTS = 200_000;
    private static final int HOPS = 50_000;
    private static final int CALLS = 50_000;

    /// For CPU time, which other programs disturb less than time.
    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final byte[] PAYLOAD = {1, 2, 3, 4};

    private final World world = World.real();
    private final DataPlane plane =
            DataPlane.open(
                    new NodeId(UUID.randomUUID()),
                    DataPlaneSettings.of(Duration.ofSeconds(10)),
                    new DataPlane.Surroundings(
                            world,
                            new GrpcChannels(world.clock(), Security.none()),
                            new Counters(),
                            (id, kind, transfer, execution) -> {}));

    private Port function(Component component) {
        return open(component, PortSettings.function(Limits.DEFAULT, () -> {}, Optional.empty()));
    }

    private Port open(Component component, PortSettings settings) {
        Port port = plane.register(new PhysicalId(UUID.randomUUID()), component, settings);
        port.open();
        return port;
    }

    private Port client() {
        return open(
                event -> Outcome.NO_REPLY, PortSettings.resource(Limits.DEFAULT, Optional.empty()));
    }

    private interface Round {
        /// Nanoseconds per operation.
        double run() throws Exception;
    }

    private static void measure(String what, int operations, Round round) throws Exception {
        double best = Double.MAX_VALUE;
        double bestCpu = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long cpu = MACHINE.getProcessCpuTime();
            best = Math.min(best, round.run());
            bestCpu = Math.min(bestCpu, (double) (MACHINE.getProcessCpuTime() - cpu) / operations);
        }
        System.out.printf("%-40s %8.0f ns %8.0f ns of CPU%n", what, best, bestCpu);
    }

    private static double nanosPer(int count, long start) {
        return (double) (System.nanoTime() - start) / count;
    }

    @Test
    void castsToABusyFunction() throws Exception {
        AtomicLong handled = new AtomicLong();
        Port target =
                function(event -> {
                    handled.lazySet(handled.get() + 1);
                    return Outcome.NO_REPLY;
                });
        Port sender = client();
        sender.patch(Map.of("out", target.self()), List.of());
        measure(
                "cast, loaded",
                CASTS,
                () -> {
                    long before = handled.get();
                    long start = System.nanoTime();
                    for (int i = 0; i < CASTS; i++) {
                        while (sender.outputs().cast("out", PAYLOAD) != CastResult.ACCEPTED) {
                            Thread.onSpinWait();
                        }
                    }
                    while (handled.get() - before < CASTS) {
                        Thread.onSpinWait();
                    }
                    return nanosPer(CASTS, start);
                });
    }

    @Test
    void castsInARing() throws Exception {
        measureRing(1, "cast, waking an idle function");
        measureRing(64, "cast, 64 under way in a ring of 100");
    }

    private void measureRing(int tokens, String what) throws Exception {
        Ring ring = new Ring();
        Port[] ports = new Port[100];
        for (int i = 0; i < ports.length; i++) {
            Hop hop = new Hop(ring);
            ports[i] = function(hop);
            hop.port = ports[i];
        }
        for (int i = 0; i < ports.length; i++) {
            ports[i].patch(Map.of("out", ports[(i + 1) % ports.length].self()), List.of());
        }
        Port sender = client();
        measure(
                what,
                HOPS,
                () -> {
                    ring.left.set(HOPS);
                    ring.done = new CountDownLatch(tokens);
                    long start = System.nanoTime();
                    for (int i = 0; i < tokens; i++) {
                        var _ = sender.outputs().castRaw(ports[i].self(), PAYLOAD);
                    }
                    ring.done.await();
                    return nanosPer(HOPS, start);
                });
    }

    private static final class Ring {
        private final AtomicLong left = new AtomicLong();
        private volatile CountDownLatch done = new CountDownLatch(0);
    }

    private static final class Hop implements Component {
        private final Ring ring;
        private volatile @Nullable Port port;

        Hop(Ring ring) {
            this.ring = ring;
        }

        @Override
        public Outcome handle(Event event) {
            Port own = port;
            if (own == null || ring.left.decrementAndGet() <= 0) {
                ring.done.countDown();
            } else {
                var _ = own.outputs().cast("out", event.payload());
            }
            return Outcome.NO_REPLY;
        }
    }

    @Test
    void calls() throws Exception {
        Port callee = function(event -> new Outcome.Reply(event.payload()));
        Port caller = client();
        caller.patch(Map.of("out", callee.self()), List.of());
        measure(
                "call, from a virtual thread",
                CALLS,
                () -> {
                    AtomicLong nanos = new AtomicLong();
                    Thread.startVirtualThread(
                                    () -> {
                                        long start = System.nanoTime();
                                        for (int i = 0; i < CALLS; i++) {
                                            if (!(caller.outputs().call("out", PAYLOAD)
                                                    instanceof CallResult.Reply)) {
                                                throw new AssertionError("no reply");
                                            }
                                        }
                                        nanos.set(System.nanoTime() - start);
                                    })
                            .join();
                    return (double) nanos.get() / CALLS;
                });
    }
}
