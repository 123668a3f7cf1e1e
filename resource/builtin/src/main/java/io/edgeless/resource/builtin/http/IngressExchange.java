package io.edgeless.resource.builtin.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

import io.edgeless.world.Clock;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// The client's side of one request: reads its body and writes the answer, neither for longer than
/// allowed. Used by the thread that serves the request.
final class IngressExchange {

    /// How long a refused client may go on sending before it is cut off. Cut off at once it would
    /// often not see why it was refused.
    private static final Duration LINGER_WITHIN = Duration.ofSeconds(2);

    private static final int LINGER_BYTES_MAX = 4 << 20;

    private final HttpExchange exchange;
    private final ClientWait wait;
    private final Clock clock;
    private final IngressLosses losses;
    private boolean isBodyRead;

    IngressExchange(HttpExchange exchange, ClientWait wait, Clock clock, IngressLosses losses) {
        this.exchange = exchange;
        this.wait = wait;
        this.clock = clock;
        this.losses = losses;
    }

    /// To be called first: the head has arrived.
    Reading<RequestHead> head() throws IOException {
        end();
        return RequestHead.of(exchange);
    }

    /// Reads the whole body.
    Reading<byte[]> readBody(int bytesMax, Duration within) throws IOException {
        begin(within, this::sayTooSlow);
        byte[] body;
        try {
            body = body().readNBytes(bytesMax + 1);
        } catch (IOException e) {
            end();
            return new Reading.Refused<>(Answer.text(400, "the body is broken: " + e.getMessage()));
        }
        end();
        if (body.length > bytesMax) {
            return new Reading.Refused<>(tooLarge(bytesMax));
        }
        isBodyRead = true;
        return new Reading.Done<>(body);
    }

    private InputStream body() {
        return new RequestBody(exchange.getRequestBody());
    }

    static Answer tooLarge(int bytesMax) {
        return Answer.text(413, "no more than " + bytesMax + " bytes are taken as the body");
    }

    /// The thread that reads the body is stuck in it and does not write meanwhile.
    private void sayTooSlow() {
        losses.count(IngressMetric.Loss.SLOW_REQUEST);
        byte[] text = "the body did not arrive in time".getBytes(StandardCharsets.UTF_8);
        try {
            closeAfterwards();
            exchange.sendResponseHeaders(408, text.length);
            exchange.getResponseBody().write(text);
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            // It is cut off in any case.
        }
    }

    /// The answer is the last one on its connection, and says so.
    void closeAfterwards() {
        exchange.getResponseHeaders().set("Connection", "close");
    }

    void write(Answer answer, Duration within) throws IOException {
        begin(within, () -> losses.count(IngressMetric.Loss.SLOW_READER));
        putHeaders(answer);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        byte[] body = answer.body();
        if (isHead && answer.mayHaveBody()) {
            exchange.getResponseHeaders().set("Content-length", String.valueOf(body.length));
        }
        if (isHead || !answer.mayHaveBody() || body.length == 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), body.length);
            writeBody(body);
        }
        end();
    }

    private void writeBody(byte[] body) throws IOException {
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        if (!isBodyRead) {
            out.flush();
            linger();
        }
        out.close();
    }

    private void putHeaders(Answer answer) {
        Headers headers = exchange.getResponseHeaders();
        answer.headers()
                .forEach((name, value) -> {
                    if (HeaderText.mayPass(name.toLowerCase(Locale.ROOT), value)) {
                        headers.set(name, value);
                    }
                });
    }

    private void linger() throws IOException {
        begin(LINGER_WITHIN, () -> {});
        byte[] scrap = new byte[8192];
        InputStream body = body();
        try {
            for (int left = LINGER_BYTES_MAX, n = 0; left > 0 && n >= 0; left -= n) {
                n = body.read(scrap);
            }
        } catch (IOException e) {
            // The answer was sent; what the client still says does not matter.
        }
    }

    /// Whether the connection is being closed because the client was too slow.
    boolean isExpired() {
        return wait.isExpired();
    }

    private void begin(Duration within, Runnable farewell) throws IOException {
        checkAlive(wait.begin(clock.nanos() + within.toNanos(), farewell));
    }

    private void end() throws IOException {
        checkAlive(wait.end());
    }

    private static void checkAlive(boolean isAlive) throws IOException {
        if (!isAlive) {
            throw new IOException("the client was too slow");
        }
    }
}
