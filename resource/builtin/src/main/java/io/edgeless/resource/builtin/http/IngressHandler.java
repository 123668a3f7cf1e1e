package io.edgeless.resource.builtin.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.World;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Answers the requests of one ingress, each on its own thread; holds no lock while it does.
/// Whatever goes wrong in one request ends with that request.
final class IngressHandler implements HttpHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(IngressHandler.class);
    private static final Answer NOT_FOUND = Answer.text(404, "Not Found");
    private static final Answer FULL =
            Answer.busy(503, "too many requests are being served; try again");
    private static final Answer STOPPING = Answer.busy(503, "the node is stopping; try again");
    private static final Answer BROKEN = Answer.text(500, "the node failed to serve the request");

    private final HttpIngressSettings settings;
    private final IngressRoutes routes;
    private final RequestThreads threads;
    private final World world;
    private final Counters counters;
    private final IngressLosses losses;
    private final Semaphore requests;
    private final Semaphore bodyBytes;

    /// No further request is served; written by drain, read by every request.
    private volatile boolean isStopping;

    IngressHandler(
            HttpIngressSettings settings,
            IngressRoutes routes,
            RequestThreads threads,
            World world,
            Counters counters) {
        this.settings = settings;
        this.routes = routes;
        this.threads = threads;
        this.world = world;
        this.counters = counters;
        this.losses = new IngressLosses(counters);
        this.requests = new Semaphore(settings.requestsMax());
        this.bodyBytes = new Semaphore(settings.bodiesBytesMax());
    }

    /// An exception makes the server close the connection.
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        var client = new IngressExchange(exchange, threads.current(), world.clock(), losses);
        try {
            Reading<RequestHead> head = client.head();
            if (!requests.tryAcquire()) {
                write(client, isStopping ? STOPPING : FULL);
                return;
            }
            try {
                // Looked at with the permit in hand: drain waits for everyone who saw that it had
                // not begun.
                write(client, isStopping ? STOPPING : answer(client, head));
            } finally {
                requests.release();
            }
        } catch (IOException e) {
            if (!client.isExpired()) {
                losses.count(IngressMetric.Loss.GONE);
            }
            throw e;
        }
    }

    /// Refuses requests from now on; returns when all that were taken are answered, or when
    /// patience is over.
    void drain(Duration patience) {
        isStopping = true;
        try {
            if (!requests.tryAcquire(
                    settings.requestsMax(), patience.toNanos(), TimeUnit.NANOSECONDS)) {
                LOGGER.warn(
                        "{} HTTP requests were not answered within {} ms of the stop",
                        settings.requestsMax() - requests.availablePermits(),
                        patience.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(IngressExchange client, Answer answer) throws IOException {
        String status = String.valueOf(answer.status());
        counters.counter(IngressMetric.HTTP_INGRESS_ANSWERS, Labels.of("status", status)).add(1);
        if (isStopping) {
            client.closeAfterwards();
        }
        client.write(answer, settings.writeWithin());
    }

    /// The boundary at which faults of our own end, even those of memory and stack: the client is
    /// answered and the server lives on.
    private Answer answer(IngressExchange client, Reading<RequestHead> head) throws IOException {
        try {
            return switch (head) {
                case Reading.Refused<RequestHead>(Answer answer) -> answer;
                case Reading.Done<RequestHead>(RequestHead good) -> route(client, good);
            };
        } catch (RuntimeException | Error e) {
            LOGGER.error("serving an HTTP request failed; please report this", e);
            return BROKEN;
        }
    }

    private Answer route(IngressExchange client, RequestHead head) throws IOException {
        Optional<HttpIngressResource> resource =
                routes.find(head.host(), head.method(), head.workflow());
        if (resource.isEmpty()) {
            return NOT_FOUND;
        }
        int bytesMax = settings.bodyBytesMax();
        long announced = head.bodyBytes().orElse((long) bytesMax);
        if (announced > bytesMax) {
            return IngressExchange.tooLarge(bytesMax);
        }
        int reserved = (int) announced;
        if (!bodyBytes.tryAcquire(reserved)) {
            return FULL;
        }
        try {
            return switch (client.readBody(bytesMax, settings.bodyWithin())) {
                case Reading.Refused<byte[]>(Answer answer) -> answer;
                case Reading.Done<byte[]>(byte[] body) ->
                        new Forward(head, body, settings).to(resource.get());
            };
        } finally {
            bodyBytes.release(reserved);
        }
    }
}
