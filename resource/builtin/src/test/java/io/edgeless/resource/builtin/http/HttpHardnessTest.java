package io.edgeless.resource.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Clients that want to use the ingress up. In each test somebody else is served meanwhile.
class HttpHardnessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 300;
    private static final long MIB = 1 << 20;

    /// What the operating system buffers on the way, and the ingress reads to be polite.
    private static final long BUFFERED_MAX = 64 * MIB;

    private final List<Socket> clients = new ArrayList<>();
    private Optional<RunningIngress> running = Optional.empty();

    private RunningIngress ingress(Map<String, Object> settings) {
        RunningIngress ingress = new RunningIngress(settings);
        running = Optional.of(ingress);
        ingress.resource(Map.of());
        return ingress;
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        running.ifPresent(RunningIngress::close);
    }

    private Socket connect(RunningIngress ingress, String first) throws IOException {
        Socket client = ingress.connect();
        clients.add(client);
        client.getOutputStream().write(bytes(first));
        return client;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void assertServes(RunningIngress ingress) throws IOException {
        assertThat(ingress.get("/")).startsWith("HTTP/1.1 204 ");
    }

    /// Sends this again and again until the server has had enough.
    ///
    /// @return how many bytes it took
    private static long flood(Socket client, byte[] part, long bytesMax) throws IOException {
        OutputStream out = client.getOutputStream();
        long sent = 0;
        try {
            while (sent < bytesMax && client.getInputStream().available() == 0) {
                out.write(part);
                sent += part.length;
            }
        } catch (SocketException e) {
            // The server has closed the connection.
        }
        return sent;
    }

    @Test
    void connectionsThatSayNothing_keepNobodyFromBeingServed() throws IOException {
        RunningIngress ingress = ingress(Map.of());
        for (int i = 0; i < CLIENTS; i++) {
            connect(ingress, "");
        }

        assertServes(ingress);
    }

    @Test
    void connectionsThatStayAfterTheirAnswer_keepNobodyFromBeingServed() throws IOException {
        RunningIngress ingress = ingress(Map.of());
        for (int i = 0; i < CLIENTS; i++) {
            Socket client = connect(ingress, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.getInputStream().readNBytes(12)).isEqualTo(bytes("HTTP/1.1 204"));
        }

        assertServes(ingress);
    }

    @Test
    void headsThatNeverEnd_loseTheirConnectionsAndKeepNobodyFromBeingServed() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_head_seconds", 2L));
        for (int i = 0; i < CLIENTS; i++) {
            connect(ingress, "GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
        }

        assertServes(ingress);
        await().atMost(PATIENCE).until(() -> ingress.lost("slow_request") == CLIENTS);
        assertServes(ingress);
    }

    @Test
    void headThatDrips_hasNoMoreTimeThanOneThatStops() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_head_seconds", 1L));
        Socket client = connect(ingress, "GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");

        await().atMost(PATIENCE)
                .until(() -> {
                    drip(client);
                    return ingress.lost("slow_request") == 1;
                });
    }

    private static void drip(Socket client) throws IOException {
        try {
            client.getOutputStream().write('x');
        } catch (SocketException e) {
            // The server has closed the connection already; the counter follows.
        }
    }

    @Test
    void bodiesThatDrip_loseTheirConnectionsAndKeepNobodyFromBeingServed() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_body_seconds", 2L));
        for (int i = 0; i < CLIENTS; i++) {
            connect(ingress, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nx");
        }

        assertServes(ingress);
        await().atMost(PATIENCE).until(() -> ingress.lost("slow_request") == CLIENTS);
        assertServes(ingress);
    }

    @Test
    void bodyOfAGigabyte_isRefusedBeforeItIsRead() throws IOException {
        RunningIngress ingress = ingress(Map.of());
        Socket client =
                connect(
                        ingress,
                        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1073741824\r\n\r\n");

        assertThat(flood(client, new byte[1 << 16], 1024 * MIB)).isLessThan(BUFFERED_MAX);
        assertThat(client.getInputStream().readNBytes(12)).isEqualTo(bytes("HTTP/1.1 413"));
        assertServes(ingress);
    }

    @Test
    void bodyWithoutEnd_isRefusedAtTheLimit() throws IOException {
        RunningIngress ingress = ingress(Map.of());
        Socket client =
                connect(
                        ingress,
                        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");

        assertThat(flood(client, bytes("400\r\n" + "x".repeat(1024) + "\r\n"), 1024 * MIB))
                .isLessThan(BUFFERED_MAX);
        assertThat(client.getInputStream().readNBytes(12)).isEqualTo(bytes("HTTP/1.1 413"));
        assertServes(ingress);
    }

    @Test
    void headersWithoutEnd_loseTheirConnection() throws IOException {
        RunningIngress ingress = ingress(Map.of());
        Socket client = connect(ingress, "GET / HTTP/1.1\r\nHost: h\r\n");

        assertThat(flood(client, bytes("X: " + "x".repeat(1000) + "\r\n"), 1024 * MIB))
                .isLessThan(BUFFERED_MAX);
        assertServes(ingress);
    }

    @Test
    void oneHeaderWithoutEnd_losesItsConnection() throws IOException {
        RunningIngress ingress = ingress(Map.of());
        Socket client = connect(ingress, "GET / HTTP/1.1\r\nHost: h\r\nX: ");

        assertThat(flood(client, bytes("x".repeat(10_000)), 1024 * MIB)).isLessThan(BUFFERED_MAX);
        assertServes(ingress);
    }

    @Test
    void requestLineWithoutEnd_losesItsConnection() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_head_seconds", 2L));
        Socket client = connect(ingress, "GET /");

        flood(client, bytes("x".repeat(10_000)), 16 * MIB);

        await().atMost(PATIENCE).until(() -> isClosed(client));
        assertServes(ingress);
    }

    private static boolean isClosed(Socket client) {
        try {
            return client.getInputStream().read(new byte[8192]) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void noise_isAnsweredOrCutOff() throws IOException {
        RunningIngress ingress = ingress(Map.of("http_ingress_head_seconds", 1L));
        byte[] noise = new byte[4096];
        new java.util.Random(7).nextBytes(noise);
        for (int i = 0; i < 20; i++) {
            Socket client = connect(ingress, "");
            client.getOutputStream().write(noise, i * 100, 1000);
            client.getOutputStream().write(bytes("\r\n\r\n"));
        }

        for (Socket client : clients) {
            await().atMost(PATIENCE).until(() -> isClosed(client));
        }
        assertServes(ingress);
    }
}
