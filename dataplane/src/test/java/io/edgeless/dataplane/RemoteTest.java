package io.edgeless.dataplane;

import static io.edgeless.dataplane.TestPlane.bytes;
import static io.edgeless.dataplane.TestPlane.connect;
import static io.edgeless.dataplane.TestPlane.failure;
import static io.edgeless.dataplane.TestPlane.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.EventKind;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.component.CallResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Two data planes over real connections.
class RemoteTest {

    private final TestPlane here = new TestPlane();
    private final TestPlane there = new TestPlane();

    @BeforeEach
    void join() {
        TestPlane.join(here, there);
    }

    @AfterEach
    void close() throws Exception {
        here.close();
        there.close();
    }

    @Test
    void call_toAnotherNode_isAnswered() {
        FakeComponent callee = there.function(FakeComponent.ECHO);
        FakeComponent caller = here.client();
        connect(caller, callee);

        assertThat(reply(caller.port().outputs().call("out", bytes("hi")))).isEqualTo("hi");
    }

    @Test
    void call_toAnUnknownInstanceOfAnotherNode_failsAtOnce() {
        InstanceId unknown = new InstanceId(there.node, TestPlane.freshId());

        assertThat(failure(here.client().port().outputs().callRaw(unknown, bytes("x"))))
                .isEqualTo(CallResult.Failure.CALLEE_FAILED);
        assertThat(there.drops(DropReason.UNKNOWN_TARGET)).isEqualTo(1);
    }

    @Test
    void call_toAnInstanceThatCloses_failsAtOnce() {
        FakeComponent callee = there.function(FakeComponent.ENDLESS);
        FakeComponent caller = here.client();
        connect(caller, callee);
        CompletableFuture<CallResult> result =
                CompletableFuture.supplyAsync(
                        () -> caller.port().outputs().call("out", bytes("x")));
        await().until(callee::isRunning);

        callee.port().close();

        await().until(result::isDone);
        assertThat(failure(result.join())).isEqualTo(CallResult.Failure.CALLEE_FAILED);
    }

    @Test
    void call_toANodeThatIsRemoved_failsAtOnce() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent callee = there.function(FakeComponent.waitingFor(latch));
        FakeComponent caller = here.client();
        connect(caller, callee);
        CompletableFuture<CallResult> result =
                CompletableFuture.supplyAsync(
                        () -> caller.port().outputs().call("out", bytes("x")));
        await().until(callee::isRunning);

        here.plane.peers().remove(there.node);

        assertThat(failure(result.join())).isEqualTo(CallResult.Failure.UNREACHABLE);
        latch.countDown();
    }

    @Test
    void casts_toAnotherNode_areHandledInTheirOrder() {
        FakeComponent target = there.function(FakeComponent.NOTHING);
        FakeComponent sender = here.client();
        connect(sender, target);
        for (int i = 0; i < 200; i++) {
            var _ = sender.port().outputs().cast("out", bytes("" + (1_000 + i)));
        }

        await().until(() -> target.handled.get() == 200);
        assertThat(target.payloads).isSorted();
    }

    @Test
    void cast_toAFullMailboxOfAnotherNode_isCountedThereAndHoldsNobody() {
        CountDownLatch latch = new CountDownLatch(1);
        FakeComponent target =
                there.function(FakeComponent.waitingFor(latch), TestPlane.mailbox(1));
        FakeComponent sender = here.client();
        connect(sender, target);
        for (int i = 0; i < 10; i++) {
            var _ = sender.port().outputs().cast("out", bytes("x"));
        }

        await().until(() -> there.drops(DropReason.QUEUE_FULL) >= 8);
        latch.countDown();
        await().until(() -> there.handled.get() + there.drops() == 10);
    }

    // ---- payloads that are not UTF-8 --------------------------------------------------------

    private static final byte[] BINARY = {(byte) 0xff, 0, (byte) 0xfe};

    @Test
    void binaryPayload_passesBetweenNodesOfOurs() {
        FakeComponent caller = here.client();
        connect(caller, there.function(FakeComponent.ECHO));

        assertThat(caller.port().outputs().call("out", BINARY))
                .isInstanceOfSatisfying(
                        CallResult.Reply.class,
                        reply -> assertThat(reply.payload()).isEqualTo(BINARY));
    }

    @Test
    void binaryPayload_toANodeOfV12_isCountedAndFailsACallAtOnce() {
        FakeComponent target = there.function(FakeComponent.ECHO);
        FakeComponent sender = here.client();
        connect(sender, target);
        here.plane.peers().add(there.node, there.listenAsV12());

        var _ = sender.port().outputs().cast("out", BINARY);
        assertThat(failure(sender.port().outputs().call("out", BINARY)))
                .isEqualTo(CallResult.Failure.UNREACHABLE);
        assertThat(reply(sender.port().outputs().call("out", bytes("text")))).isEqualTo("text");

        assertThat(here.drops(DropReason.NOT_TEXT)).isEqualTo(2);
        assertThat(here.drops()).isEqualTo(2);
        assertThat(target.payloads).containsExactly("text");
    }

    @Test
    void binaryReply_toANodeOfV12_becomesAnError() {
        FakeComponent caller = here.client();
        connect(caller, there.function(FakeComponent.ECHO));
        there.plane.peers().add(here.node, here.listenAsV12());

        assertThat(failure(caller.port().outputs().call("out", BINARY)))
                .isEqualTo(CallResult.Failure.CALLEE_FAILED);
        assertThat(there.drops(DropReason.NOT_TEXT)).isEqualTo(1);
    }

    // ---- peers ------------------------------------------------------------------------------

    @Test
    void event_forAnotherNode_isRefused() {
        assertThatThrownBy(() ->
                        here.plane.handle(
                                TestPlane.from(
                                        here.stranger(), there.stranger(), EventKind.CAST, 0)))
                .isInstanceOf(RpcException.class)
                .hasMessage("Server Error");
    }

    @Test
    void peers_leaveTheNodeItselfOut() {
        here.plane.peers().add(here.node, "http://127.0.0.1:1");
        assertThat(here.plane.peers().snapshot()).containsOnlyKeys(there.node);

        here.plane.peers().clear();
        assertThat(here.plane.peers().snapshot()).isEmpty();
    }
}
