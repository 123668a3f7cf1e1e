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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// The life of one instance on the data plane.
class PortTest {

    private final TestPlane plane = new TestPlane();

    @AfterEach
    void close() throws Exception {
        plane.close();
    }

    private void cast(FakeComponent to, String payload) {
        assertThat(plane.client().port().outputs().castRaw(to.port().self(), bytes(payload)))
                .isEqualTo(CastResult.ACCEPTED);
    }

    @Test
    void events_beforeOpen_wait() {
        FakeComponent function = plane.closedFunction(FakeComponent.NOTHING, Limits.DEFAULT, "");
        cast(function, "early");
        assertThat(function.handled).hasValue(0);

        function.port().open();

        await().until(() -> function.handled.get() == 1);
    }

    @Test
    void events_whilePaused_waitInTheirOrder() {
        FakeComponent function = plane.function(FakeComponent.NOTHING);
        function.port().pause();
        FakeComponent client = plane.client();
        for (int i = 0; i < 10; i++) {
            var _ = client.port().outputs().castRaw(function.port().self(), bytes("" + i));
        }
        assertThat(function.handled).hasValue(0);

        function.port().resume();

        await().until(() -> function.handled.get() == 10);
        assertThat(function.payloads).isSorted();
    }

    @Test
    void run_whileAnEventIsHandled_waitsForItsEnd() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent function = plane.function(FakeComponent.waitingFor(latch));
        cast(function, "slow");
        await().until(function::isRunning);
        function.port().pause();
        CompletableFuture<Boolean> wasRunning =
                CompletableFuture.supplyAsync(() -> {
                    AtomicReference<Boolean> seen = new AtomicReference<>(true);
                    var _ =
                            function.port()
                                    .run(() -> {
                                        seen.set(function.isRunning());
                                        return Outcome.NO_REPLY;
                                    });
                    return seen.get();
                });
        assertThat(wasRunning).isNotDone();

        latch.countDown();

        await().until(wasRunning::isDone);
        assertThat(wasRunning).isCompletedWithValue(false);
    }

    @Test
    void run_afterTheStep_letsEventsOn() {
        FakeComponent function = plane.closedFunction(FakeComponent.NOTHING, Limits.DEFAULT, "");
        cast(function, "early");

        Outcome outcome =
                function.port().run(() -> function.guarded(() -> new Outcome.Failed("no")));
        function.port().open();

        assertThat(outcome).isEqualTo(new Outcome.Failed("no"));
        await().until(() -> function.payloads.contains("early"));
    }

    @Test
    void run_ofAnEndlessStep_isInterruptedByItsBudget() {
        FakeComponent function =
                plane.closedFunction(
                        FakeComponent.NOTHING,
                        TestPlane.limits(10, 1_000, Duration.ofMillis(50), Duration.ofSeconds(60)),
                        "");

        Outcome outcome =
                function.port().run(() -> function.guarded(FakeComponent::untilInterrupted));

        assertThat(outcome).isInstanceOf(Outcome.Interrupted.class);
    }

    @Test
    void run_afterClose_isRefused() {
        FakeComponent function = plane.function(FakeComponent.NOTHING);
        function.port().close();

        assertThat(function.port().run(() -> Outcome.NO_REPLY))
                .isInstanceOf(Outcome.Interrupted.class);
    }

    @Test
    void run_thatThrows_isAFailure() {
        FakeComponent function = plane.closedFunction(FakeComponent.NOTHING, Limits.DEFAULT, "");

        assertThat(
                        function.port()
                                .run(() -> {
                                    throw new IllegalStateException("a fault");
                                }))
                .isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void handler_thatThrows_failsItsCallAndNothingElse() {
        FakeComponent function =
                plane.function((port, event) -> {
                    throw new IllegalStateException("a fault");
                });
        FakeComponent client = plane.client();
        connect(client, function);

        assertThat(failure(client.port().outputs().call("out", bytes("x"))))
                .isEqualTo(CallResult.Failure.CALLEE_FAILED);
        function.become(FakeComponent.ECHO);
        assertThat(reply(client.port().outputs().call("out", bytes("y")))).isEqualTo("y");
    }

    // ---- close ------------------------------------------------------------------------------

    @Test
    void close_whileAHandlerRuns_interruptsItAndWaitsForItsEnd() {
        FakeComponent function = plane.function(FakeComponent.ENDLESS);
        cast(function, "first");
        cast(function, "second");
        await().until(function::isRunning);

        function.port().close();

        assertThat(function.isRunning()).isFalse();
        assertThat(function.payloads).containsExactly("first");
        assertThat(plane.drops(DropReason.INSTANCE_STOPPED)).isEqualTo(1);
    }

    @Test
    void close_whileAHandlerWaitsInACall_endsTheCall() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        AtomicReference<CallResult> seen = new AtomicReference<>(CallResult.NO_REPLY);
        FakeComponent caller =
                plane.function((port, event) -> {
                    seen.set(port.outputs().call("out", bytes("x")));
                    return Outcome.NO_REPLY;
                });
        connect(caller, callee);
        cast(caller, "go");
        await().until(callee::isRunning);

        caller.port().close();
        latch.countDown();

        assertThat(caller.isRunning()).isFalse();
        assertThat(failure(seen.get())).isEqualTo(CallResult.Failure.STOPPED);
    }

    @Test
    void close_whileCallsWait_answersThemAtOnce() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        cast(callee, "busy");
        await().until(callee::isRunning);
        callee.port().pause();
        latch.countDown();
        await().until(() -> !callee.isRunning());
        FakeComponent client = plane.client();
        connect(client, callee);
        CompletableFuture<CallResult> result =
                CompletableFuture.supplyAsync(
                        () -> client.port().outputs().call("out", bytes("x")));
        await().until(() -> callee.port().cell().waiting() == 1);

        callee.port().close();

        await().until(result::isDone);
        assertThat(failure(result.join())).isEqualTo(CallResult.Failure.CALLEE_FAILED);
    }

    @Test
    void close_byItsOwnHandler_returnsAndNothingFollows() {
        FakeComponent function =
                plane.function((port, event) -> {
                    port.close();
                    return Outcome.NO_REPLY;
                });
        function.port().pause();
        cast(function, "first");
        cast(function, "second");
        function.port().resume();

        await().until(() -> plane.drops(DropReason.INSTANCE_STOPPED) == 1);
        assertThat(function.payloads).containsExactly("first");
    }

    @Test
    void close_ofADeafHandler_returnsWithinSecondsAndNothingFollows() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent resource = plane.resource(FakeComponent.waitingFor(latch), 1);
        cast(resource, "first");
        cast(resource, "second");
        await().until(resource::isRunning);

        resource.port().close();
        assertThat(plane.drops(DropReason.INSTANCE_STOPPED)).isEqualTo(1);
        latch.countDown();

        await().until(() -> !resource.isRunning());
        assertThat(resource.payloads).containsExactly("first");
    }

    @Test
    void castsAndCalls_toAClosedInstance_areRefusedAtOnce() {
        FakeComponent function = plane.function(FakeComponent.ECHO);
        FakeComponent client = plane.client();
        connect(client, function);
        function.port().close();

        assertThat(client.port().outputs().cast("out", bytes("x")))
                .isEqualTo(CastResult.UNREACHABLE);
        assertThat(failure(client.port().outputs().call("out", bytes("x"))))
                .isEqualTo(CallResult.Failure.UNREACHABLE);
        assertThat(plane.drops(DropReason.UNKNOWN_TARGET)).isEqualTo(2);
    }

    @Test
    void outputs_ofAClosedInstance_sendNothing() {
        FakeComponent function = plane.function(FakeComponent.ECHO);
        FakeComponent client = plane.client();
        client.port().patch(Map.of("out", function.port().self()), List.of());
        client.port().close();

        assertThat(client.port().outputs().castRaw(function.port().self(), bytes("x")))
                .isEqualTo(CastResult.STOPPED);
        assertThat(plane.drops(DropReason.SENDER_STOPPED)).isEqualTo(1);
        assertThat(function.handled).hasValue(0);
    }

    @Test
    void close_amongManySenders_losesNothingUncounted() throws Exception {
        FakeComponent function = plane.function(FakeComponent.NOTHING);
        FakeComponent client = plane.client();
        int senders = 4;
        int each = 2_000;
        CountDownLatch begun = new CountDownLatch(senders);
        List<Thread> threads =
                IntStream.range(0, senders)
                        .mapToObj(i ->
                                Thread.ofPlatform()
                                        .start(() -> {
                                            begun.countDown();
                                            for (int k = 0; k < each; k++) {
                                                var _ =
                                                        client.port()
                                                                .outputs()
                                                                .castRaw(
                                                                        function.port().self(),
                                                                        bytes("x"));
                                            }
                                        }))
                        .toList();
        begun.await();
        await().until(() -> function.handled.get() > 10);

        function.port().close();
        long handledAtClose = plane.handled.get();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(plane.handled).hasValue(handledAtClose);
        assertThat(plane.handled.get() + plane.drops()).isEqualTo((long) senders * each);
    }

    // ---- resources --------------------------------------------------------------------------

    @Test
    void resource_thatAsksForMore_getsSeveralEventsAtOnce() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent resource = plane.resource(FakeComponent.waitingFor(latch), 8);
        for (int i = 0; i < 20; i++) {
            cast(resource, "e" + i);
        }

        await().until(() -> resource.payloads.size() == 8);
        assertThat(resource.port().cell().waiting()).isEqualTo(12);
        latch.countDown();

        await().until(() -> resource.handled.get() == 20);
        assertThat(resource.concurrentMost).hasValue(8);
    }

    @Test
    void resource_ofSeveralHandlers_isClosedAfterAllOfThem() {
        FakeComponent resource =
                plane.resource(
                        (port, event) ->
                                port.outputs().call("out", bytes("x")) instanceof CallResult.Failed
                                        ? new Outcome.Failed("stopped")
                                        : Outcome.NO_REPLY,
                        4);
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        connect(resource, callee);
        for (int i = 0; i < 6; i++) {
            cast(resource, "e" + i);
        }
        await().until(() -> resource.payloads.size() == 4);

        resource.port().close();
        latch.countDown();

        assertThat(resource.isRunning()).isFalse();
        assertThat(resource.payloads).hasSize(4);
        assertThat(plane.drops(DropReason.INSTANCE_STOPPED)).isEqualTo(2);
    }
}
