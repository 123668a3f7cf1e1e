package io.edgeless.process.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.world.Counters;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Clients that open more connections than a server takes.
@Timeout(60)
class OpenConnectionsTest {

    private static final int MAX = 3;

    private final Counters counters = new Counters();
    private final GrpcServer server =
            GrpcServer.open(
                    Listen.plain("a.url", "http://127.0.0.1:0"),
                    ServerLimits.events().withConnectionsMax(MAX),
                    counters,
                    List.of(new EchoService(text -> text)));
    private final List<RawHttp2> clients = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (RawHttp2 client : clients) {
            client.close();
        }
        server.close();
    }

    private RawHttp2 connect() throws IOException {
        RawHttp2 client = new RawHttp2(server.port());
        clients.add(client);
        return client;
    }

    /// As many as there may be, each of which has been answered.
    private void fill() throws IOException {
        for (int number = 0; number < MAX; number++) {
            RawHttp2 client = connect().hello();
            client.call(1, Map.of());
            client.message(RawHttp2.END_STREAM, 1, 0, new byte[0]);
            assertThat(client.until("grpc-status")).isNotEmpty();
        }
    }

    private long refused() {
        return counters.counter(CallMetric.CONNECTIONS_REFUSED).total();
    }

    /// Whether a new connection gets an answer to a call.
    private boolean isServed() {
        try (RawHttp2 client = new RawHttp2(server.port()).hello()) {
            client.call(1, Map.of());
            client.message(RawHttp2.END_STREAM, 1, 0, new byte[0]);
            client.until("grpc-status");
            return true;
        } catch (IOException | AssertionError closed) {
            return false;
        }
    }

    @Test
    void connections_beyondTheBound_areClosedAndCounted() throws IOException {
        fill();

        assertThat(connect().untilClosed()).isIn("", "!");
        assertThat(connect().untilClosed()).isIn("", "!");

        assertThat(refused()).isEqualTo(2);
        RawHttp2 within = clients.getFirst();
        within.call(3, Map.of());
        within.message(RawHttp2.END_STREAM, 3, 0, new byte[0]);
        assertThat(within.until("\0\0\0\3")).as("the answer to its second call").isNotEmpty();
    }

    @Test
    void connection_thatEnds_makesRoomForAnother() throws IOException {
        fill();
        assertThat(isServed()).isFalse();

        clients.getFirst().close();

        await().until(this::isServed);
    }

    @Test
    void connection_thatWasRefused_takesNoPlace() throws IOException {
        for (int number = 0; number < 2 * MAX; number++) {
            connect();
        }
        await().until(() -> refused() == MAX);
        for (RawHttp2 client : clients) {
            client.close();
        }

        await().until(this::isServed);
        fill();
    }
}
