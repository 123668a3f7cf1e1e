package io.edgeless.process.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.edgeless.process.grpc.Listen;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Counters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Answers `GET /metrics` (OpenMetrics text), `/healthz` (the process lives) and `/readyz` (it can
/// do its work), each on a virtual thread. The program's main opens it first and closes it last.
public final class MetricsServer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(MetricsServer.class);

    /// Two scrapers and some probes at once; each holds a whole page in memory.
    private static final int REQUESTS_MAX = 8;

    /// Connections that wait to be accepted.
    private static final int BACKLOG = 64;

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final ExecutorService executor;
    private final Counters counters;
    private final Health health;
    private final Semaphore permits = new Semaphore(REQUESTS_MAX);

    private record Answer(int status, String contentType, String body) {

        static Answer plain(int status, String body) {
            return new Answer(status, PLAIN, body + "\n");
        }
    }

    private MetricsServer(HttpServer server, Counters counters, Health health) {
        this.server = server;
        this.counters = counters;
        this.health = health;
        executor = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(executor);
        server.createContext("/", this::handle);
    }

    /// Listens, in plain text and on any address: what is told here can be read only, and those who
    /// ask are often elsewhere.
    ///
    /// @throws StartupException when it cannot listen there
    public static MetricsServer open(Listen at, Counters counters, Health health) {
        InetSocketAddress address = at.address();
        if (!address.getAddress().isLoopbackAddress()) {
            LOGGER.warn("whoever reaches {} ({}) may read the counters there", at.url(), at.key());
        }
        try {
            var http = HttpServer.create(address, BACKLOG);
            var server = new MetricsServer(http, counters, health);
            http.start();
            return server;
        } catch (IOException e) {
            throw at.failure(e);
        }
    }

    /// The port it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            send(exchange, answer(exchange));
        } catch (IOException e) {
            LOGGER.debug("the asker has gone", e);
        }
    }

    private Answer answer(HttpExchange exchange) {
        if (!permits.tryAcquire()) {
            return Answer.plain(503, "too many are asking");
        }
        try {
            String method = exchange.getRequestMethod();
            return method.equals("GET") || method.equals("HEAD")
                    ? page(exchange.getRequestURI().getPath())
                    : Answer.plain(405, "only GET");
        } catch (Throwable e) {
            LOGGER.error("{} failed", exchange.getRequestURI(), e);
            return Answer.plain(500, "Server Error");
        } finally {
            permits.release();
        }
    }

    private Answer page(String path) {
        return switch (path) {
            case "/metrics" -> new Answer(200, MetricsPage.CONTENT_TYPE, MetricsPage.of(counters));
            case "/healthz" -> state(health.dead(), "ok");
            case "/readyz" -> state(health.unready(), "ready");
            default -> Answer.plain(404, "here are /metrics, /healthz and /readyz");
        };
    }

    private static Answer state(Optional<String> trouble, String well) {
        return trouble.map(reason -> Answer.plain(503, reason)).orElse(Answer.plain(200, well));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status(), NO_BODY);
        } else {
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
