package io.edgeless.dataplane;

import static io.edgeless.dataplane.TestPlane.bytes;
import static io.edgeless.dataplane.TestPlane.connect;
import static io.edgeless.dataplane.TestPlane.failure;
import static io.edgeless.dataplane.TestPlane.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventContext;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.model.TraceContext;
import io.edgeless.component.CallResult;
import io.edgeless.component.CallResult.Failure;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Calls always get an answer. The default deadline is so far away that no test sees it.
class CallTest {

    /// Calls its own channel and hands on what comes.
    private static Outcome forward(Port port, Event event) {
        CallResult result = port.outputs().call("out", event.payload());
        return result instanceof CallResult.Reply(byte[] payload)
                ? new Outcome.Reply(payload)
                : new Outcome.Failed(result.toString());
    }

    private final TestPlane plane = new TestPlane();

    @AfterEach
    void close() throws Exception {
        plane.close();
    }

    private CallResult call(FakeComponent callee) {
        return plane.client().port().outputs().callRaw(callee.port().self(), bytes("hi"));
    }

    // ---- answers ----------------------------------------------------------------------------

    @Test
    void call_isAnsweredAsItsCalleeSays() {
        FakeComponent callee = plane.function(FakeComponent.ECHO);
        assertThat(reply(call(callee))).isEqualTo("hi");

        callee.become(FakeComponent.NOTHING);
        assertThat(call(callee)).isEqualTo(CallResult.NO_REPLY);

        callee.become((port, event) -> new Outcome.Failed("no"));
        assertThat(call(callee)).isEqualTo(new CallResult.Failed(Failure.CALLEE_FAILED, "no"));

        callee.become((port, event) -> new Outcome.Trapped("broke"));
        assertThat(call(callee)).isEqualTo(new CallResult.Failed(Failure.CALLEE_FAILED, "broke"));
    }

    @Test
    void call_toAnUnknownInstance_failsAtOnce() {
        InstanceId unknown = new InstanceId(plane.node, TestPlane.freshId());

        assertThat(failure(plane.client().port().outputs().callRaw(unknown, bytes("x"))))
                .isEqualTo(Failure.UNREACHABLE);
        assertThat(plane.drops(DropReason.UNKNOWN_TARGET)).isEqualTo(1);
    }

    @Test
    void call_toAnUnknownNode_failsAtOnce() {
        assertThat(failure(plane.client().port().outputs().callRaw(plane.stranger(), bytes("x"))))
                .isEqualTo(Failure.UNREACHABLE);
        assertThat(plane.drops(DropReason.UNKNOWN_NODE)).isEqualTo(1);
    }

    @Test
    void call_largerThanAllowed_isRefused() {
        FakeComponent callee = plane.function(FakeComponent.ECHO);
        byte[] large = new byte[Limits.DEFAULT.payloadBytesMax() + 1];

        assertThat(failure(plane.client().port().outputs().callRaw(callee.port().self(), large)))
                .isEqualTo(Failure.TOO_LARGE);
        assertThat(plane.drops(DropReason.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void call_withoutAnAnswerInTime_fails() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        FakeComponent client = plane.client();
        connect(client, callee);

        assertThat(failure(client.port().outputs().call("out", bytes("x"), 20)))
                .isEqualTo(Failure.DEADLINE);
        latch.countDown();

        await().until(() -> plane.drops(DropReason.LATE_REPLY) == 1);
    }

    @Test
    void call_thatWaitedPastItsDeadline_isNotBegun() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        FakeComponent client = plane.client();
        connect(client, callee);
        var _ = client.port().outputs().cast("out", bytes("busy"));
        await().until(callee::isRunning);

        assertThat(failure(client.port().outputs().call("out", bytes("late"), 20)))
                .isEqualTo(Failure.DEADLINE);
        latch.countDown();

        await().until(() -> plane.drops(DropReason.EXPIRED) == 1);
        assertThat(callee.payloads).containsExactly("busy");
    }

    @Test
    void calls_moreThanMayWait_areRefused() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        FakeComponent client = plane.client();
        connect(client, callee);
        int most = Limits.DEFAULT.pendingCallsMax();
        List<CompletableFuture<CallResult>> waiting = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            CompletableFuture<CallResult> result = new CompletableFuture<>();
            Thread.startVirtualThread(
                    () -> result.complete(client.port().outputs().call("out", bytes("x"))));
            waiting.add(result);
        }
        await().until(() -> callee.port().cell().waiting() == most - 1);
        assertThat(callee.port().occupancy().events()).isEqualTo(most - 1);

        assertThat(failure(client.port().outputs().call("out", bytes("x"))))
                .isEqualTo(Failure.OVERLOADED);
        assertThat(plane.drops(DropReason.CALLS_FULL)).isEqualTo(1);
        latch.countDown();

        await().until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
        assertThat(waiting).allMatch(result -> result.join().equals(CallResult.NO_REPLY));
    }

    @Test
    void calls_whenTheDataPlaneCloses_end() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        CompletableFuture<CallResult> result = CompletableFuture.supplyAsync(() -> call(callee));
        await().until(callee::isRunning);

        plane.plane.close();

        assertThat(failure(result.get(30, TimeUnit.SECONDS))).isEqualTo(Failure.STOPPED);
        latch.countDown();
    }

    // ---- cycles -----------------------------------------------------------------------------

    @Test
    void call_toItself_failsAtOnce() {
        FakeComponent function =
                plane.function((port, event) ->
                        new Outcome.Failed(
                                failure(port.outputs().call("self", bytes("x"))).toString()));

        assertThat(call(function))
                .isEqualTo(new CallResult.Failed(Failure.CALLEE_FAILED, "ENTANGLED"));
        assertThat(plane.drops(DropReason.CALL_CYCLE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void calls_inACycle_failAtOnce(int length) {
        List<FakeComponent> ring = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            ring.add(plane.function(CallTest::forward));
        }
        for (int i = 0; i < length; i++) {
            connect(ring.get(i), ring.get((i + 1) % length));
        }

        assertThat(failure(call(ring.getFirst()))).isEqualTo(Failure.CALLEE_FAILED);
        assertThat(plane.drops(DropReason.CALL_CYCLE)).isEqualTo(1);
        assertThat(ring).allMatch(function -> function.handled.get() == 1);
    }

    @Test
    void calls_thatCrossEachOther_endAtOnce() throws Exception {
        FakeComponent one = plane.function(CallTest::forward);
        FakeComponent other = plane.function(CallTest::forward);
        connect(one, other);
        connect(other, one);

        for (int i = 0; i < 200; i++) {
            CompletableFuture<CallResult> first = CompletableFuture.supplyAsync(() -> call(one));
            CompletableFuture<CallResult> second = CompletableFuture.supplyAsync(() -> call(other));
            assertThat(first.get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(second.get(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void call_toWhoeverHasJustAnswered_isNoCycle() {
        FakeComponent answering = plane.function(FakeComponent.ECHO);
        FakeComponent asking = plane.function(CallTest::forward);
        connect(asking, answering);
        FakeComponent client = plane.client();
        for (int i = 0; i < 300; i++) {
            // The callee answers, and in its next event calls the one it has answered.
            CompletableFuture<CallResult> first = CompletableFuture.supplyAsync(() -> call(asking));
            var _ = first.join();
            answering.become(CallTest::forward);
            asking.become(FakeComponent.ECHO);
            connect(answering, asking);
            assertThat(reply(client.port().outputs().callRaw(answering.port().self(), bytes("x"))))
                    .isEqualTo("x");
            answering.become(FakeComponent.ECHO);
            asking.become(CallTest::forward);
        }
        assertThat(plane.drops(DropReason.CALL_CYCLE)).isZero();
    }

    @Test
    void calls_nestedToTheCap_failThere() {
        List<FakeComponent> chain = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            chain.add(plane.function(CallTest::forward));
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            connect(chain.get(i), chain.get(i + 1));
        }
        chain.getLast().become(FakeComponent.ECHO);

        assertThat(failure(call(chain.getFirst()))).isEqualTo(Failure.CALLEE_FAILED);
        assertThat(plane.drops(DropReason.CALL_TOO_DEEP)).isEqualTo(1);
        assertThat(chain.stream().filter(function -> function.handled.get() > 0)).hasSize(16);
        assertThat(reply(call(chain.get(5)))).isEqualTo("hi");
    }

    @Test
    void call_insideAnotherStep_isOfTheSameRules() {
        FakeComponent function = plane.closedFunction(FakeComponent.ECHO, Limits.DEFAULT, "");

        Outcome outcome =
                function.port()
                        .run(() ->
                                new Outcome.Failed(
                                        failure(function.port().outputs().call("self", bytes("x")))
                                                .toString()));

        assertThat(outcome).isEqualTo(new Outcome.Failed("ENTANGLED"));
    }

    // ---- what a call inherits ---------------------------------------------------------------

    @Test
    void call_insideACall_hasNoMoreTimeThanItsCaller() {
        AtomicLong left = new AtomicLong();
        FakeComponent last =
                plane.function((port, event) -> {
                    left.set(event.context().deadlineLeftMillis());
                    return Outcome.NO_REPLY;
                });
        FakeComponent middle = plane.function(CallTest::forward);
        connect(middle, last);
        FakeComponent client = plane.client();
        connect(client, middle);

        var _ = client.port().outputs().call("out", bytes("x"), 5_000);

        assertThat(left.get()).isBetween(1L, 5_000L);
        assertThat(TestPlane.LONG.toMillis()).isGreaterThan(5_000);
    }

    @Test
    void events_sentWhileHandling_carryItsTrace() {
        CompletableFuture<Event> seen = new CompletableFuture<>();
        FakeComponent last =
                plane.function((port, event) -> {
                    seen.complete(event);
                    return Outcome.NO_REPLY;
                });
        FakeComponent first =
                plane.function((port, event) -> {
                    var _ = port.outputs().cast("out", bytes("x"));
                    return Outcome.NO_REPLY;
                });
        connect(first, last);
        TraceContext trace = new TraceContext(1, 2, 3);

        plane.plane.handle(
                new Event(
                        first.port().self(),
                        plane.stranger(),
                        EventKind.CAST,
                        0,
                        bytes("x"),
                        new EventContext(0, trace, Optional.empty(), 0)));

        await().until(seen::isDone);
        assertThat(seen.join().context().trace()).isEqualTo(trace);
        assertThat(seen.join().source()).isEqualTo(first.port().self());
    }

    // ---- replies ----------------------------------------------------------------------------

    @Test
    void reply_ofSomebodyElse_isNotTakenForTheAnswer() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        FakeComponent client = plane.client();
        connect(client, callee);
        CompletableFuture<CallResult> result =
                CompletableFuture.supplyAsync(
                        () -> client.port().outputs().call("out", bytes("x")));
        await().until(callee::isRunning);
        InstanceId self = client.port().self();

        plane.plane.handle(TestPlane.from(plane.stranger(), self, EventKind.CALL_RETURN, 1));
        plane.plane.handle(TestPlane.from(callee.port().self(), self, EventKind.CALL_RETURN, 2));
        plane.plane.handle(TestPlane.from(callee.port().self(), self, EventKind.CAST, 1));
        assertThat(result).isNotDone();
        assertThat(plane.drops(DropReason.LATE_REPLY)).isEqualTo(2);

        plane.plane.handle(TestPlane.from(callee.port().self(), self, EventKind.CALL_RETURN, 1));
        assertThat(reply(result.join())).isEqualTo("remote");

        plane.plane.handle(TestPlane.from(callee.port().self(), self, EventKind.ERROR, 1));
        assertThat(plane.drops(DropReason.LATE_REPLY)).isEqualTo(3);
        latch.countDown();
    }

    @Test
    void call_withTheNumberOfAPendingOne_isNotTakenForItsReply() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = plane.function(FakeComponent.waitingFor(latch));
        FakeComponent caller = plane.resource(FakeComponent.ECHO, 1);
        connect(caller, callee);
        CompletableFuture<CallResult> result =
                CompletableFuture.supplyAsync(
                        () -> caller.port().outputs().call("out", bytes("x")));
        await().until(callee::isRunning);

        plane.plane.handle(
                TestPlane.from(callee.port().self(), caller.port().self(), EventKind.CALL, 1));

        await().until(() -> caller.handled.get() == 1);
        assertThat(result).isNotDone();
        latch.countDown();
        assertThat(result.join()).isEqualTo(CallResult.NO_REPLY);
    }

    @Test
    void calls_ofManyAtOnce_allGetTheirOwnAnswers() throws Exception {
        FakeComponent callee = plane.function(FakeComponent.ECHO);
        List<Thread> threads = new ArrayList<>();
        AtomicLong wrong = new AtomicLong();
        for (int t = 0; t < 8; t++) {
            FakeComponent client = plane.client();
            connect(client, callee);
            String own = "client " + t;
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int i = 0; i < 500; i++) {
                            String text = own + " " + i;
                            if (!reply(client.port().outputs().call("out", bytes(text)))
                                    .equals(text)) {
                                wrong.incrementAndGet();
                            }
                        }
                    }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(wrong).hasValue(0);
    }
}
