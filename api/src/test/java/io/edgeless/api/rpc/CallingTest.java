package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.api.rpc.wire.FunctionInstanceGrpc;
import io.edgeless.api.rpc.wire.WorkflowInstanceGrpc;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class CallingTest {

    @Test
    void call_thatIsNotAnsweredInTime_fails() {
        var forever = new CountDownLatch(1);
        Invocations silent = event -> await(forever);
        try (var wired = new Wired(new InvocationService(silent).services())) {
            var client = new InvocationClient(wired.channel(), Duration.ofMillis(50));

            var failure =
                    catchThrowableOfType(RpcException.class, () -> client.handle(Examples.text()));

            assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
            assertThat(failure).hasMessageStartingWith("FunctionInvocation.Handle at ");
            assertThat(failure.certainlyNotDone()).isFalse();
            forever.countDown();
        }
    }

    @Test
    void call_ofAStoppedChannel_isUnavailable() {
        try (var wired = new Wired(new InvocationService(event -> {}).services())) {
            wired.channel().shutdownNow();
            var client = new InvocationClient(wired.channel(), Wired.DEADLINE);

            assertThatThrownBy(() -> client.handle(Examples.text()))
                    .isInstanceOfSatisfying(
                            RpcException.class,
                            e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
                    .hasMessageContaining("FunctionInvocation.Handle")
                    .hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void call_ofAServiceThatIsNotThere_isUnimplemented() {
        try (var wired = new Wired(new InvocationService(event -> {}).services())) {
            var client = new LogClient(wired.channel(), Wired.DEADLINE);

            var failure =
                    catchThrowableOfType(
                            RpcException.class, () -> client.read(Examples.logQuery()));

            assertThat(failure.code()).isEqualTo(Code.UNIMPLEMENTED);
            assertThat(failure.certainlyNotDone()).isTrue();
        }
    }

    @Test
    void call_ofAnInterruptedThread_failsAndStaysInterrupted() {
        var forever = new CountDownLatch(1);
        Invocations silent = event -> await(forever);
        try (var wired = new Wired(new InvocationService(silent).services())) {
            var client = new InvocationClient(wired.channel(), Wired.DEADLINE);
            Thread.currentThread().interrupt();

            var failure =
                    catchThrowableOfType(RpcException.class, () -> client.handle(Examples.text()));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
            forever.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void call_answeredWithAStatus_hasItsCode(Code code) {
        Invocations failing =
                event -> {
                    throw new RpcException(code, "because");
                };
        try (var wired = new Wired(new InvocationService(failing).services())) {
            var client = new InvocationClient(wired.channel(), Wired.DEADLINE);

            assertThatThrownBy(() -> client.handle(Examples.text()))
                    .isInstanceOfSatisfying(
                            RpcException.class, e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessage("FunctionInvocation.Handle at localhost: " + code + ", because");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "OK", mode = EnumSource.Mode.EXCLUDE)
    void everyStatus_hasACode(Status.Code status) {
        assertThat(Codes.code(status)).isNotNull();
    }

    @Test
    void answerWithoutContent_isReportedAsSuch() {
        var start = FunctionInstanceGrpc.getStartMethod();
        try (var wired = new Wired(answering(start, new byte[0]))) {
            var client = new ComponentClient(wired.channel(), Wired.DEADLINE);

            assertThatThrownBy(() -> client.startFunction(Examples.functionSpec()))
                    .isInstanceOfSatisfying(
                            RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INTERNAL))
                    .hasMessage(
                            "FunctionInstance.Start at localhost answered what cannot be read:"
                                    + " instance_id or response_error is missing");
        }
    }

    @Test
    void answerThatIsNoMessage_isAFailedCall() {
        var inspect = WorkflowInstanceGrpc.getInspectMethod();
        try (var wired = new Wired(answering(inspect, new byte[] {(byte) 0xff}))) {
            var client = new WorkflowClient(wired.channel(), Wired.DEADLINE);

            assertThatThrownBy(() -> client.inspect(Examples.WORKFLOW))
                    .isInstanceOf(RpcException.class)
                    .hasMessageStartingWith("WorkflowInstance.Inspect at localhost: ");
        }
    }

    @Test
    void handleAsync_tellsAFailureOnce() throws Exception {
        Invocations failing =
                event -> {
                    throw new RpcException(Code.INTERNAL, "Server Error");
                };
        var outcome = new CompletableFuture<Optional<RpcException>>();
        try (var wired = new Wired(new InvocationService(failing).services())) {
            new InvocationClient(wired.channel(), Wired.DEADLINE)
                    .handleAsync(
                            Examples.text(),
                            result -> assertThat(outcome.complete(result)).isTrue());

            assertThat(outcome.get(20, TimeUnit.SECONDS))
                    .hasValueSatisfying(e -> {
                        assertThat(e.code()).isEqualTo(Code.INTERNAL);
                        assertThat(e).hasMessageContaining("Server Error");
                    });
        }
    }

    @Test
    void handleAsync_hasTheDeadline() throws Exception {
        var forever = new CountDownLatch(1);
        var outcome = new CompletableFuture<Optional<RpcException>>();
        Invocations silent = event -> await(forever);
        try (var wired = new Wired(new InvocationService(silent).services())) {
            new InvocationClient(wired.channel(), Duration.ofMillis(50))
                    .handleAsync(Examples.text(), outcome::complete);

            assertThat(outcome.get(20, TimeUnit.SECONDS).map(RpcException::code))
                    .contains(Code.DEADLINE_EXCEEDED);
            forever.countDown();
        }
    }

    @Test
    void handleAsync_insideAnRpcThatEnds_goesOn() throws Exception {
        var mayAnswer = new CountDownLatch(1);
        var outcome = new CompletableFuture<Optional<RpcException>>();
        Invocations slow = event -> await(mayAnswer);
        try (var wired = new Wired(new InvocationService(slow).services())) {
            Context.CancellableContext rpc = Context.current().withCancellation();
            rpc.run(() ->
                    new InvocationClient(wired.channel(), Duration.ofSeconds(20))
                            .handleAsync(Examples.text(), outcome::complete));
            rpc.cancel(null);
            mayAnswer.countDown();

            assertThat(outcome.get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    /// A server that answers one method with these bytes.
    static BindableService answering(MethodDescriptor<?, ?> method, byte[] answer) {
        return () ->
                ServerServiceDefinition.builder(String.valueOf(method.getServiceName()))
                        .addMethod(
                                method.toBuilder(Wired.Bytes.MARSHALLER, Wired.Bytes.MARSHALLER)
                                        .build(),
                                ServerCalls.asyncUnaryCall((request, observer) -> {
                                    observer.onNext(answer);
                                    observer.onCompleted();
                                }))
                        .build();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
