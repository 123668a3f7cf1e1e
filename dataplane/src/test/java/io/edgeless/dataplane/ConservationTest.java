package io.edgeless.dataplane;

import static io.edgeless.dataplane.TestPlane.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;
import io.edgeless.component.Outcome;
import io.edgeless.component.Outputs;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// No event is lost without being counted, whatever happens at the same time: every one that was
/// offered was handled or dropped for a reason once nothing is under way any more.
class ConservationTest {

    private static final long SEED = 20_260_101;
    private static final int SENDERS = 4;
    private static final int ROUNDS = 3_000;
    private static final int FUNCTIONS = 6;

    private final TestPlane plane =
            new TestPlane(
                    new DataPlaneSettings(
                            Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofMillis(5)));

    /// Casts and calls, by whomever.
    private final AtomicLong offered = new AtomicLong();

    private final List<FakeComponent> functions = new ArrayList<>();

    @Test
    void events_underStress_areAllHandledOrCounted() throws Exception {
        for (int i = 0; i < FUNCTIONS; i++) {
            functions.add(plane.function(this::forward, TestPlane.mailbox(16)));
        }
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            SplittableRandom chance = new SplittableRandom(SEED + s);
            FakeComponent client = plane.client();
            threads.add(Thread.ofPlatform().start(() -> send(client.port(), chance)));
        }
        SplittableRandom chance = new SplittableRandom(SEED);
        for (int i = 0; i < 100; i++) {
            disturb(functions.get(chance.nextInt(FUNCTIONS)).port(), chance.nextInt(10));
            awaitMore(plane.handled.get() + chance.nextInt(50));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        functions.forEach(function -> function.port().resume());

        // A late reply is counted beside its call, which was handled.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> plane.handled.get() + refusals() + waiting() == offered.get());
        functions.forEach(function -> function.port().close());
        assertThat(waiting()).isZero();
        assertThat(plane.handled.get() + refusals()).isEqualTo(offered.get());
        assertThat(offered.get()).isGreaterThan((long) SENDERS * ROUNDS);
        assertThat(plane.drops(DropReason.UNKNOWN_TARGET)).isPositive();
        plane.close();
    }

    /// So that the disturbances come among the events.
    private void awaitMore(long count) {
        for (int i = 0; i < 100_000 && plane.handled.get() < count; i++) {
            Thread.onSpinWait();
        }
    }

    private long refusals() {
        return plane.drops() - plane.drops(DropReason.LATE_REPLY);
    }

    private long waiting() {
        return functions.stream().mapToLong(function -> function.port().cell().waiting()).sum();
    }

    /// A part of what comes is sent on, by cast or call.
    private Outcome forward(Port port, Event event) {
        int first = event.payload()[0];
        if (first % 8 == 0) {
            offered.incrementAndGet();
            var _ = port.outputs().castRaw(other(first / 8), bytes("\1"));
        } else if (first % 8 == 1 && first > 8) {
            offered.incrementAndGet();
            var _ = port.outputs().callRaw(other(first / 8), bytes("\1"));
        }
        return Outcome.NO_REPLY;
    }

    private InstanceId other(int number) {
        return functions.get(number % FUNCTIONS).port().self();
    }

    private void send(Port client, SplittableRandom chance) {
        Outputs outputs = client.outputs();
        for (int i = 0; i < ROUNDS; i++) {
            InstanceId target =
                    chance.nextInt(50) == 0
                            ? new InstanceId(plane.node, TestPlane.freshId())
                            : other(chance.nextInt(FUNCTIONS));
            byte[] payload = {(byte) chance.nextInt(1, 127)};
            offered.incrementAndGet();
            if (chance.nextInt(10) == 0) {
                var _ = outputs.callRaw(target, payload);
            } else {
                var _ = outputs.castRaw(target, payload);
            }
        }
    }

    private static void disturb(Port port, int what) {
        if (what == 0) {
            port.close();
        } else if (what < 5) {
            port.pause();
        } else {
            port.resume();
        }
    }
}
