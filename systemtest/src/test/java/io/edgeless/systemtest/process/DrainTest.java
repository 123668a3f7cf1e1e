package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// SIGTERM at a node while a function works on a request: it waits for a server outside, which is
/// the test.
class DrainTest {

    private static final String WORKFLOW =
            """
            {"functions": [{"name": "escort", "class_specification": {"id": "escort",
              "function_type": "RUST_WASM", "version": "0.1",
              "code": "HOME/functions/test/escort.wasm", "outputs": ["out", "log"]},
              "output_mapping": {"out": "egress", "log": "counts"}, "annotations": {}}],
             "resources": [
              {"name": "ingress", "class_type": "http-ingress",
               "output_mapping": {"new_request": "escort"}, "configurations": {"methods": "GET"}},
              {"name": "egress", "class_type": "http-egress", "output_mapping": {},
               "configurations": {}},
              {"name": "counts", "class_type": "file-log", "output_mapping": {},
               "configurations": {"filename": "counts.log"}}],
             "annotations": {}}
            """;

    @TempDir Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Gate late = new Gate("/late", new CountDownLatch(1), new CountDownLatch(1));
    private final Gate hanging = new Gate("/hanging", new CountDownLatch(1), new CountDownLatch(1));
    private HttpServer outside;

    /// A path of the server outside, which answers when the test says so.
    private record Gate(String path, CountDownLatch asked, CountDownLatch answers)
            implements HttpHandler {

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            asked.countDown();
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            byte[] body = "late".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        outside.setExecutor(threads);
        outside.createContext(late.path(), late);
        outside.createContext(hanging.path(), hanging);
        outside.start();
    }

    @AfterEach
    void close() {
        late.answers().countDown();
        hanging.answers().countDown();
        outside.stop(0);
        threads.close();
    }

    /// What the ingress answers to a request that the function passes on to the server outside.
    private String exchange(ProcessCluster cluster, String method, String path) throws IOException {
        String request =
                "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                        .formatted(method, path, outside.getAddress().getPort());
        int port = Integer.parseInt(cluster.port("7008"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) ProgramProcess.PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.US_ASCII);
        }
    }

    /// What becomes of a request that no workflow takes: 404 while the node serves requests.
    private String refusal(ProcessCluster cluster) throws IOException {
        try {
            return exchange(cluster, "DELETE", "/");
        } catch (ConnectException e) {
            return "refused";
        }
    }

    /// Returns when the function waits for the server outside.
    private CompletableFuture<String> request(ProcessCluster cluster, Gate gate)
            throws InterruptedException {
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return exchange(cluster, "GET", gate.path());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        threads);
        gate.asked().await();
        return answer;
    }

    /// On a busy machine the answer has to come in time too.
    private ProcessCluster patient() throws IOException {
        ProcessCluster cluster = new ProcessCluster(folder);
        Path node = cluster.toml("node");
        String settings = Files.readString(node);
        Files.writeString(node, settings.replace("stop_grace_sec = 5", "stop_grace_sec = 20"));
        cluster.start(cluster.programs());
        cluster.awaitNodes();
        return cluster;
    }

    private void startWorkflow(ProcessCluster cluster) throws IOException {
        String home = Path.of(System.getProperty("edgeless.home", "..")).toAbsolutePath() + "";
        Path file = Files.writeString(folder.resolve("drain.json"), WORKFLOW.replace("HOME", home));
        ProgramProcess client = cluster.client("workflow", "start", file.toString());
        assertThat(client.awaitExit()).as("%s", client).isZero();
    }

    private List<String> counts() throws IOException {
        Path file = folder.resolve("counts.log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void node_terminatedDuringARequest_answersItRefusesOthersAndKeepsTheState() throws Exception {
        try (ProcessCluster cluster = patient()) {
            startWorkflow(cluster);
            CompletableFuture<String> underWay = request(cluster, late);

            ProgramProcess node = cluster.program("node").signal("TERM").awaitText("stopping");
            await("a later request is refused")
                    .atMost(ProgramProcess.PATIENCE)
                    .until(() -> refusal(cluster).matches("refused|(?s)HTTP/1.1 503 .*"));
            assertThat(underWay).as("the request under way").isNotDone();
            late.answers().countDown();

            assertThat(underWay.get()).startsWith("HTTP/1.1 200 ").endsWith("late");
            assertThat(node.awaitExit()).as("%s", node).isZero();
            assertThat(node.err()).doesNotContain("WARN", "ERROR", "\tat ");
            cluster.start("node");
            await("the function is back")
                    .atMost(ProgramProcess.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> exchange(cluster, "GET", late.path()).startsWith("HTTP/1.1 200 "));
            await("it went on from its state")
                    .atMost(ProgramProcess.PATIENCE)
                    .until(() -> counts().contains("2"));

            CompletableFuture<String> never = request(cluster, hanging);
            node = cluster.program("node").signal("TERM");

            assertThat(node.awaitExit()).as("%s, with a request that hangs", node).isZero();
            assertThat(never.get()).matches("(?s)HTTP/1.1 50[23] .*");
        }
    }
}
