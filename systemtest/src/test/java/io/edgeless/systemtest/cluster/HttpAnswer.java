package io.edgeless.systemtest.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// What an HTTP server said.
public record HttpAnswer(int status, String body) {

    private static final int PATIENCE_MILLIS = 60_000;

    /// Gets a page.
    public static HttpAnswer get(String url) {
        URI uri = URI.create(url);
        return ask(
                uri,
                "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                        .formatted(uri.getPath(), uri.getHost()));
    }

    /// Posts over a plain socket, because the JDK's client does not let one set Host.
    public static HttpAnswer post(String url, String host, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        String head =
                "POST / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                        .formatted(host, length);
        // At once: a second packet would wait for the acknowledgement of the first.
        return ask(URI.create(url), head + body);
    }

    private static HttpAnswer ask(URI uri, String request) {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return parse(socket.getInputStream().readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpAnswer parse(byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        int head = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || head < 0) {
            throw new AssertionError("no HTTP answer: '" + text + "'");
        }
        return new HttpAnswer(Integer.parseInt(text.substring(9, 12)), text.substring(head + 4));
    }
}
