package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.component.CallResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// The ingress of a node that is told to stop.
@Timeout(60)
final class HttpIngressDrainTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final byte[] OK =
            "{\"status\":200,\"headers\":{},\"body\":null}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final RunningIngress ingress = new RunningIngress(Map.of());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    @AfterEach
    void close() {
        leave.countDown();
        ingress.close();
    }

    /// A request that a function has begun with, on a connection that could serve more of them.
    private Socket underWay() throws Exception {
        ingress.resource(Map.of());
        ingress.outputs.answerCalls(_ -> {
            begun.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new CallResult.Reply(OK);
        });
        Socket client = ingress.connect();
        client.getOutputStream().write(REQUEST);
        begun.await();
        return client;
    }

    private Thread drain() throws IOException {
        Thread drain = Thread.ofVirtual().start(() -> ingress.drain(LONG));
        await().atMost(LONG).until(() -> ingress.get("/").startsWith("HTTP/1.1 503 "));
        return drain;
    }

    private static String all(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void drain_requestUnderWay_isAnsweredAndItsConnectionClosed() throws Exception {
        try (Socket client = underWay()) {
            Thread drain = drain();
            assertThat(drain.isAlive()).as("waits for the request").isTrue();

            leave.countDown();

            assertThat(all(client)).startsWith("HTTP/1.1 200 ").contains("Connection: close");
            drain.join();
        }
    }

    @Test
    void drain_laterRequest_isRefusedAndReachesNoFunction() throws Exception {
        try (Socket client = underWay()) {
            drain();

            assertThat(ingress.get("/"))
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("retry-after: 1")
                    .contains("Connection: close", "the node is stopping; try again");
            assertThat(ingress.outputs.payloads).as("what reached a function").hasSize(1);
            leave.countDown();
            assertThat(all(client)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void drain_answerThatDoesNotCome_endsWithItsPatience() throws Exception {
        try (Socket client = underWay()) {
            ingress.drain(Duration.ofMillis(1));

            assertThat(ingress.get("/")).startsWith("HTTP/1.1 503 ");
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void drain_nothingUnderWay_returnsAtOnce() {
        ingress.drain(LONG.multipliedBy(10));

        assertThat(begun.getCount()).isEqualTo(1);
    }
}
