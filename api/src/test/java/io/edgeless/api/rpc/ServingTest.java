package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.api.rpc.wire.FunctionInvocationGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Whatever a handler throws ends as an answer, and the next request is served.
class ServingTest {

    private final Logger logger = Logger.getLogger(Serving.class.getName());
    private final LogLines lines = new LogLines();

    @BeforeEach
    void watchLog() {
        logger.addHandler(lines);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void leaveLog() {
        logger.removeHandler(lines);
        logger.setUseParentHandlers(true);
    }

    @Test
    void bug_isLoggedAndAnsweredWithoutDetails() {
        for (Throwable bug :
                List.of(
                        new IllegalStateException("secret"),
                        new StackOverflowError("secret"),
                        new OutOfMemoryError("secret"))) {
            lines.records.clear();
            StatusRuntimeException failure = failureOf(bug);

            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(failure.getStatus().getDescription())
                    .isEqualTo("internal error in FunctionInvocation.Handle, see the server's log");
            assertThat(lines.records)
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.getMessage())
                                .isEqualTo("Bug while answering FunctionInvocation.Handle");
                        assertThat(line.getThrown()).isSameAs(bug);
                    });
        }
    }

    @Test
    void rpcException_becomesItsStatus_andIsNoBug() {
        StatusRuntimeException failure =
                failureOf(new RpcException(Code.RESOURCE_EXHAUSTED, "full: try again"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getStatus().getDescription()).isEqualTo("full: try again");
        assertThat(lines.records).isEmpty();
    }

    @Test
    void longMessage_isCutToFitIntoAHeader() {
        StatusRuntimeException failure =
                failureOf(new RpcException(Code.INTERNAL, "ä".repeat(100_000)));

        assertThat(failure.getStatus().getDescription()).isEqualTo("ä".repeat(800) + "...");
    }

    @Test
    void afterABug_theNextRequestIsServed() {
        var calls = new CopyOnWriteArrayList<Long>();
        Invocations invocations =
                event -> {
                    calls.add(event.streamId());
                    if (calls.size() == 1) {
                        throw new IllegalStateException("once");
                    }
                };
        try (var wired = new Wired(new InvocationService(invocations).services())) {
            var event = WireEvents.write(Examples.event());
            wired.failure(FunctionInvocationGrpc.getHandleMethod(), event);
            wired.call(FunctionInvocationGrpc.getHandleMethod(), event);
        }
        assertThat(calls).hasSize(2);
    }

    @Test
    void bytesThatAreNoMessage_areAnsweredLikeAnUnreadableRequest() {
        try (var wired = new Wired(new InvocationService(event -> {}).services())) {
            try {
                wired.callWithBytes(
                        FunctionInvocationGrpc.getHandleMethod(), new byte[] {(byte) 0xff, 1, 2});
                throw new AssertionError("was answered");
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(e.getStatus().getDescription())
                        .startsWith("Bad Request: not a message of this kind: ");
            }
        }
        assertThat(lines.records).isEmpty();
    }

    private static StatusRuntimeException failureOf(Throwable thrown) {
        Invocations invocations = event -> ServingTest.<RuntimeException>sneak(thrown);
        try (var wired = new Wired(new InvocationService(invocations).services())) {
            return wired.failure(
                    FunctionInvocationGrpc.getHandleMethod(), WireEvents.write(Examples.event()));
        }
    }

    /// Throws what the compiler would want declared.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static final class LogLines extends Handler {

        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            records.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
