package io.edgeless.dataplane;

import static io.edgeless.dataplane.TestPlane.bytes;
import static io.edgeless.dataplane.TestPlane.connect;
import static io.edgeless.dataplane.TestPlane.failure;
import static io.edgeless.dataplane.TestPlane.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What a full mailbox does to those who send to it.
class BackPressureTest {

    private static final int ROOM = 4;

    private final TestPlane plane = new TestPlane();
    private final CountDownLatch latch = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        latch.countDown();
        plane.close();
    }

    /// A function that handles one event until the latch opens, with its mailbox full.
    private FakeComponent stuck() {
        FakeComponent target =
                plane.function(FakeComponent.waitingFor(latch), TestPlane.mailbox(ROOM));
        FakeComponent client = plane.client();
        var _ = client.port().outputs().castRaw(target.port().self(), bytes("first"));
        await().until(target::isRunning);
        for (int i = 0; i < ROOM; i++) {
            assertThat(client.port().outputs().castRaw(target.port().self(), bytes("x")))
                    .isEqualTo(CastResult.ACCEPTED);
        }
        return target;
    }

    private void start(FakeComponent function) {
        assertThat(plane.client().port().outputs().castRaw(function.port().self(), bytes("go")))
                .isEqualTo(CastResult.ACCEPTED);
    }

    @Test
    void cast_ofAResourceToAFullMailbox_isRefusedAtOnce() {
        FakeComponent target = stuck();

        assertThat(plane.client().port().outputs().castRaw(target.port().self(), bytes("x")))
                .isEqualTo(CastResult.OVERLOADED);
        assertThat(plane.drops(DropReason.QUEUE_FULL)).isEqualTo(1);
        assertThat(plane.drops()).isEqualTo(1);
    }

    @Test
    void casts_ofAFunctionToAFullMailbox_waitInAllNoLongerThanItsPatience() {
        FakeComponent target = stuck();
        List<CastResult> results = new CopyOnWriteArrayList<>();
        AtomicLong nanos = new AtomicLong();
        FakeComponent sender =
                plane.function((port, event) -> {
                    long start = plane.world.clock().nanos();
                    for (int i = 0; i < 200; i++) {
                        results.add(port.outputs().cast("out", bytes("x")));
                    }
                    nanos.set(plane.world.clock().nanos() - start);
                    return Outcome.NO_REPLY;
                });
        connect(sender, target);
        start(sender);

        await().until(() -> sender.handled.get() == 1);

        assertThat(results).hasSize(200).containsOnly(CastResult.OVERLOADED);
        assertThat(plane.drops(DropReason.QUEUE_FULL)).isEqualTo(200);
        // 200 casts that each wait take 20 s; one patience is 0.1 s.
        assertThat(Duration.ofNanos(nanos.get()))
                .isBetween(Duration.ofMillis(100), Duration.ofSeconds(10));
    }

    @Test
    void castsAndCalls_thatWait_goThroughWhenThereIsRoom() throws Exception {
        try (TestPlane patient =
                new TestPlane(
                        new DataPlaneSettings(
                                TestPlane.LONG, Duration.ofSeconds(5), TestPlane.LONG))) {
            FakeComponent target =
                    patient.function(FakeComponent.waitingFor(latch), TestPlane.mailbox(1));
            FakeComponent client = patient.client();
            connect(client, target);
            var _ = client.port().outputs().cast("out", bytes("first"));
            await().until(target::isRunning);
            assertThat(client.port().outputs().cast("out", bytes("second")))
                    .isEqualTo(CastResult.ACCEPTED);
            CompletableFuture<CastResult> cast = new CompletableFuture<>();
            CompletableFuture<CallResult> call = new CompletableFuture<>();
            FakeComponent sender =
                    patient.function((port, event) -> {
                        cast.complete(port.outputs().cast("out", bytes("third")));
                        call.complete(port.outputs().call("out", bytes("fourth")));
                        return Outcome.NO_REPLY;
                    });
            connect(sender, target);
            var _ = client.port().outputs().castRaw(sender.port().self(), bytes("go"));
            await().until(() -> target.port().cell().room().isAwaited());

            latch.countDown();

            assertThat(cast.get(30, TimeUnit.SECONDS)).isEqualTo(CastResult.ACCEPTED);
            assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(CallResult.NO_REPLY);
            assertThat(target.payloads).containsExactly("first", "second", "third", "fourth");
            assertThat(patient.drops()).isZero();
        }
    }

    @Test
    void call_ofAFunctionToAFullMailbox_isRefusedInTheEnd() {
        FakeComponent target = stuck();
        CompletableFuture<CallResult> result = new CompletableFuture<>();
        FakeComponent sender =
                plane.function((port, event) -> {
                    result.complete(port.outputs().call("out", bytes("x")));
                    return Outcome.NO_REPLY;
                });
        connect(sender, target);
        start(sender);

        assertThat(failure(result.join())).isEqualTo(CallResult.Failure.OVERLOADED);
        assertThat(plane.drops(DropReason.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void patience_isRenewedWithEachEvent() {
        FakeComponent target = stuck();
        FakeComponent sender =
                plane.function((port, event) -> {
                    long start = plane.world.clock().nanos();
                    var _ = port.outputs().cast("out", bytes("x"));
                    long waited = plane.world.clock().nanos() - start;
                    return waited >= Duration.ofMillis(100).toNanos()
                            ? new Outcome.Reply(bytes("waited"))
                            : new Outcome.Reply(bytes("did not wait"));
                });
        connect(sender, target);
        FakeComponent client = plane.client();
        connect(client, sender);

        assertThat(reply(client.port().outputs().call("out", bytes("1")))).isEqualTo("waited");
        assertThat(reply(client.port().outputs().call("out", bytes("2")))).isEqualTo("waited");
    }

    @Test
    void cast_intoItsOwnFullMailbox_isRefusedAtOnce() {
        CompletableFuture<List<CastResult>> results = new CompletableFuture<>();
        FakeComponent function =
                plane.function(
                        (port, event) -> {
                            if (!results.isDone()) {
                                List<CastResult> own = new CopyOnWriteArrayList<>();
                                for (int i = 0; i < 1_000; i++) {
                                    own.add(port.outputs().cast("self", bytes("x")));
                                }
                                results.complete(own);
                            }
                            return Outcome.NO_REPLY;
                        },
                        TestPlane.mailbox(ROOM));
        start(function);

        assertThat(results.join()).filteredOn(CastResult.ACCEPTED::equals).hasSize(ROOM);
        assertThat(plane.drops(DropReason.OWN_QUEUE_FULL)).isEqualTo(1_000 - ROOM);
        await().until(() -> function.handled.get() == 1 + ROOM);
    }

    @Test
    void mailbox_isBoundedInBytesToo() {
        FakeComponent target =
                plane.function(
                        FakeComponent.waitingFor(latch),
                        TestPlane.limits(
                                100,
                                1_000,
                                Limits.DEFAULT.cpuBudget(),
                                Limits.DEFAULT.wallBudget()));
        FakeComponent client = plane.client();
        connect(client, target);
        var _ = client.port().outputs().cast("out", bytes("first"));
        await().until(target::isRunning);

        assertThat(client.port().outputs().cast("out", new byte[600]))
                .isEqualTo(CastResult.ACCEPTED);
        assertThat(client.port().outputs().cast("out", new byte[600]))
                .isEqualTo(CastResult.OVERLOADED);
        assertThat(client.port().outputs().cast("out", new byte[400]))
                .isEqualTo(CastResult.ACCEPTED);
    }
}
