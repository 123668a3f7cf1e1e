package io.edgeless.bench.system;

import io.edgeless.bench.measure.BenchException;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Asks an HTTP server as fast as it answers over some connections that stay open. Written on
/// sockets, so that it takes less of the machine than what it measures.
final class HttpLoad {

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String LENGTH = "content-length:";

    private final URI url;
    private final byte[] request;

    /// @param perSecond answers
    /// @param p99Millis within which 99 of 100 answers came
    record Result(double perSecond, double p99Millis) {}

    HttpLoad(String url, String host, byte[] body) {
        this.url = URI.create(url);
        String head =
                "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(host, body.length);
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
    }

    Result run(int connections) {
        long startNanos = System.nanoTime() + WARM_UP.toNanos();
        try (ExecutorService clients =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("client-", 0).factory())) {
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(clients.submit(() -> ask(startNanos)));
            }
            long[] times = new long[0];
            for (Future<long[]> client : running) {
                times = joined(times, client.get());
            }
            if (times.length == 0) {
                throw new BenchException("nothing was answered in the measured seconds");
            }
            Arrays.sort(times);
            return new Result(
                    times.length / (double) MEASURED.toSeconds(),
                    times[(int) (times.length * 0.99)] / 1e6);
        } catch (ExecutionException e) {
            throw new BenchException("the server stopped answering: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private static long[] joined(long[] some, long[] more) {
        long[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /// The times of the answers that were asked for in the measured seconds.
    private long[] ask(long startNanos) throws IOException {
        long[] times = new long[1024];
        int count = 0;
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (long now = System.nanoTime();
                    now - startNanos < MEASURED.toNanos();
                    now = System.nanoTime()) {
                out.write(request);
                readAnswer(in);
                if (now - startNanos >= 0) {
                    times = count == times.length ? Arrays.copyOf(times, count * 2) : times;
                    times[count++] = System.nanoTime() - now;
                }
            }
        }
        return Arrays.copyOf(times, count);
    }

    private static void readAnswer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("answered " + status);
        }
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }
}
