package io.edgeless.dataplane;

import static io.edgeless.dataplane.TestPlane.bytes;
import static io.edgeless.dataplane.TestPlane.connect;
import static io.edgeless.dataplane.TestPlane.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.component.CallResult;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Guests that never end, more of them than the machine has cores, and their neighbours.
class GuestIsolationTest {

    private static final int ENDLESS = 8;
    private static final int CALLS = 100;

    private final TestPlane plane = new TestPlane();

    @AfterEach
    void close() throws Exception {
        plane.close();
    }

    private static Limits budget(Duration cpu, Duration wall) {
        return TestPlane.limits(1_024, 16 << 20, cpu, wall);
    }

    private void start(FakeComponent function) {
        var _ = plane.client().port().outputs().castRaw(function.port().self(), bytes("go"));
    }

    private void callsAreAllAnswered(FakeComponent neighbour) throws Exception {
        FakeComponent client = plane.client();
        connect(client, neighbour);
        for (int i = 0; i < CALLS; i++) {
            CompletableFuture<CallResult> result = new CompletableFuture<>();
            String text = "call " + i;
            Thread.startVirtualThread(
                    () -> result.complete(client.port().outputs().call("out", bytes(text))));
            assertThat(reply(result.get(30, TimeUnit.SECONDS))).isEqualTo(text);
        }
    }

    private List<FakeComponent> endless(Limits limits, String className) {
        List<FakeComponent> guests = new ArrayList<>();
        for (int i = 0; i < ENDLESS; i++) {
            FakeComponent guest =
                    plane.closedFunction(FakeComponent.ENDLESS, limits, className + i);
            guest.port().open();
            guests.add(guest);
        }
        return guests;
    }

    @Test
    void endlessGuests_areEndedByTheirCpuBudget() {
        List<FakeComponent> guests =
                endless(budget(Duration.ofMillis(200), Duration.ofMinutes(5)), "endless");
        guests.forEach(this::start);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> guests.stream().allMatch(guest -> guest.handled.get() == 1));
        assertThat(guests).allMatch(guest -> guest.interrupts.get() > 0);
    }

    @Test
    void endlessGuests_areEndedByTheirWallBudgetOnVirtualThreads() {
        // One after the other: on as few carriers as this machine may have.
        FakeComponent guest =
                plane.function(
                        FakeComponent.ECHO, budget(Duration.ofMinutes(5), Duration.ofMillis(300)));
        becomeQuick(guest);
        AtomicInteger onVirtual = new AtomicInteger();
        guest.become((port, event) -> {
            onVirtual.addAndGet(Thread.currentThread().isVirtual() ? 1 : 0);
            return FakeComponent.untilInterrupted();
        });
        int before = guest.handled.get();

        start(guest);

        await().atMost(Duration.ofSeconds(60)).until(() -> guest.handled.get() == before + 1);
        assertThat(onVirtual).hasValue(1);
    }

    private void becomeQuick(FakeComponent guest) {
        FakeComponent client = plane.client();
        for (int i = 0; i < 600; i++) {
            var _ = client.port().outputs().callRaw(guest.port().self(), bytes("x"));
        }
    }

    @Test
    void neighbours_ofEndlessGuests_areAllAnswered() throws Exception {
        FakeComponent neighbour = plane.function(FakeComponent.ECHO);
        List<FakeComponent> guests =
                endless(budget(Duration.ofMinutes(5), Duration.ofMinutes(5)), "endless");
        guests.forEach(this::start);
        await().until(() -> guests.stream().allMatch(FakeComponent::isRunning));

        callsAreAllAnswered(neighbour);

        assertThat(guests).allMatch(FakeComponent::isRunning);
        guests.forEach(guest -> guest.port().close());
        assertThat(guests).noneMatch(FakeComponent::isRunning);
    }

    @Test
    void neighbours_ofEndlessInitialisations_areAllAnswered() throws Exception {
        FakeComponent neighbour = plane.function(FakeComponent.ECHO);
        List<CompletableFuture<Outcome>> inits = new ArrayList<>();
        for (int i = 0; i < ENDLESS; i++) {
            FakeComponent guest =
                    plane.closedFunction(
                            FakeComponent.ECHO,
                            budget(Duration.ofMillis(500), Duration.ofMinutes(5)),
                            "");
            CompletableFuture<Outcome> init = new CompletableFuture<>();
            Thread.startVirtualThread(() ->
                    init.complete(
                            guest.port()
                                    .run(() -> guest.guarded(FakeComponent::untilInterrupted))));
            inits.add(init);
        }

        callsAreAllAnswered(neighbour);

        for (CompletableFuture<Outcome> init : inits) {
            assertThat(init.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Interrupted.class);
        }
    }

    @Test
    void guest_thatTakesLongOnce_movesItsClassToPlatformThreads() {
        FakeComponent guest = plane.function(FakeComponent.ECHO);
        becomeQuick(guest);
        List<Boolean> onVirtual = new ArrayList<>();
        guest.become((port, event) -> {
            onVirtual.add(Thread.currentThread().isVirtual());
            long end = plane.world.clock().nanos() + Duration.ofMillis(40).toNanos();
            while (plane.world.clock().nanos() < end) {
                Thread.onSpinWait();
            }
            return Outcome.NO_REPLY;
        });
        FakeComponent client = plane.client();

        var _ = client.port().outputs().callRaw(guest.port().self(), bytes("x"));
        var _ = client.port().outputs().callRaw(guest.port().self(), bytes("x"));

        assertThat(onVirtual).containsExactly(true, false);
    }

    @Test
    void resources_thatWait_keepNoGuestFromRunning() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        for (int i = 0; i < 64; i++) {
            start(plane.resource(FakeComponent.waitingFor(latch), 1));
        }

        callsAreAllAnswered(plane.function(FakeComponent.ECHO));
        latch.countDown();
    }

    @Test
    void guests_thatWaitInCalls_keepNoGuestFromRunning() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent slow = plane.resource(FakeComponent.waitingFor(latch), 256);
        List<FakeComponent> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            FakeComponent guest =
                    plane.function((port, event) ->
                            port.outputs().call("out", bytes("x")).equals(CallResult.NO_REPLY)
                                    ? Outcome.NO_REPLY
                                    : new Outcome.Failed("no answer"));
            connect(guest, slow);
            start(guest);
            waiting.add(guest);
        }
        await().until(() -> slow.payloads.size() == 100);

        callsAreAllAnswered(plane.function(FakeComponent.ECHO));
        latch.countDown();
        await().until(() -> waiting.stream().allMatch(guest -> guest.handled.get() == 1));
    }
}
