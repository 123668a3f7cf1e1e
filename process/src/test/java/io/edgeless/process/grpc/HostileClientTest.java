package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.world.Counters;
import io.edgeless.world.World;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Clients that break the protocol or never finish: each loses its call or its connection, and
/// everybody else is served.
class HostileClientTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private final World world = World.real();
    private final Counters counters = new Counters();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final GrpcServer server =
            GrpcServer.open(
                    Listen.plain("a.url", "http://127.0.0.1:0"),
                    ServerLimits.events()
                            .withMessageBytesMax(1_000)
                            .withCloseGrace(SHORT)
                            .withPatience(SHORT, SHORT),
                    counters,
                    List.of(new EchoService(text -> text)));

    @AfterEach
    void close() {
        channels.close();
        server.close();
        world.timers().close();
    }

    private void assertOthersAreServed() {
        assertThat(call("http://127.0.0.1:" + server.port(), Duration.ofSeconds(20)).isOk())
                .isTrue();
    }

    private Status call(String url, Duration deadline) {
        Channel channel = channels.to(url);
        try {
            ClientCalls.blockingUnaryCall(
                    channel,
                    EchoService.ECHO,
                    CallOptions.DEFAULT.withDeadlineAfter(
                            deadline.toMillis(), TimeUnit.MILLISECONDS),
                    "hello");
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    @Test
    void truncatedMessage_endsItsCall() throws IOException {
        try (var client = new RawHttp2(server.port()).hello()) {
            client.call(1, Map.of());
            client.message(RawHttp2.END_STREAM, 1, 100, new byte[10]);

            assertThat(client.until("grpc-status")).isNotEmpty();
            assertOthersAreServed();
        }
    }

    @Test
    void messageThatClaimsTwoGigabytes_endsItsCall() throws IOException {
        try (var client = new RawHttp2(server.port()).hello()) {
            client.call(1, Map.of());
            client.message(0, 1, Integer.MAX_VALUE, new byte[10]);

            assertThat(client.until("grpc-status")).isNotEmpty();
            assertOthersAreServed();
        }
    }

    @Test
    void hugeHeaders_endTheirCall() throws IOException {
        try (var client = new RawHttp2(server.port()).hello()) {
            client.call(1, Map.of("x-filler", "x".repeat(10_000)));

            assertThat(client.until("431")).isNotEmpty();
            assertOthersAreServed();
        }
    }

    @Test
    void clientThatSaysNothing_isDisconnected() throws IOException {
        try (var client = new RawHttp2(server.port())) {
            client.untilClosed();
        }
        assertOthersAreServed();
    }

    @Test
    void requestThatNeverComes_isEnded_andCounted() throws IOException {
        try (var client = new RawHttp2(server.port()).hello()) {
            client.call(1, Map.of());
            client.message(0, 1, 100, new byte[10]);

            assertThat(client.until("the request did not come")).isNotEmpty();
        }
        assertThat(counters.counter(CallMetric.CALLS_SLOW).total()).isEqualTo(1);
        assertOthersAreServed();
    }

    @Test
    void rapidResets_costTheConnection() throws IOException {
        try (var client = new RawHttp2(server.port()).hello()) {
            for (int call = 0; call < 400; call++) {
                client.call(2 * call + 1, Map.of());
                client.reset(2 * call + 1);
            }
            client.untilClosed();
        } catch (IOException e) {
            assertThat(e).as("closed while it was still sending").isNotNull();
        }
        assertOthersAreServed();
    }

    @Test
    void serverThatAcceptsAndNeverAnswers_endsByTheDeadline() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Status status = call("http://127.0.0.1:" + silent.getLocalPort(), SHORT);

            assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void manyIdleConnections_leaveRoomForOthers() throws IOException {
        RawHttp2[] idle = new RawHttp2[500];
        for (int number = 0; number < idle.length; number++) {
            idle[number] = new RawHttp2(server.port()).hello();
        }

        Awaitility.await().untilAsserted(this::assertOthersAreServed);

        for (RawHttp2 each : idle) {
            each.close();
        }
    }
}
