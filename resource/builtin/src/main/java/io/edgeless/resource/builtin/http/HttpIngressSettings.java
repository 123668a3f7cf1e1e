package io.edgeless.resource.builtin.http;

import io.edgeless.world.SettingsReader;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// How the ingress of a node listens, and what its clients may do.
///
/// @param host where it listens
/// @param port 0 takes any
/// @param bodyBytesMax of one request
/// @param requestsMax being served at a time
/// @param bodiesBytesMax of all requests being served; each byte costs some six in memory
/// @param answerWithin how long a function may take to answer
/// @param headWithin how long a client may take to send the head of a request
/// @param bodyWithin how long it may take to send the body
/// @param writeWithin how long it may take to read the answer
record HttpIngressSettings(
        String host,
        int port,
        int bodyBytesMax,
        int requestsMax,
        int bodiesBytesMax,
        Duration answerWithin,
        Duration headWithin,
        Duration bodyWithin,
        Duration writeWithin) {

    static final String URL = "http_ingress_url";

    private static final int MIB = 1 << 20;
    private static final int BODY_BYTES_MAX = 64 * MIB;
    private static final int REQUESTS_MAX = 1_024;
    private static final int HOUR = 3_600;
    private static final int PORT_MAX = 65_535;

    /// Of the heap, for bodies: with their JSON form and its copies some fifth of it.
    private static final int HEAP_SHARE = 32;

    /// Empty when no URL enables the ingress.
    static Optional<HttpIngressSettings> read(SettingsReader resources) {
        int bodyBytesMax =
                (int) resources.integer("http_ingress_body_bytes_max", MIB, 0, BODY_BYTES_MAX);
        int requestsMax =
                (int) resources.integer("http_ingress_requests_max", REQUESTS_MAX, 1, 100_000);
        Duration answer = seconds(resources, "http_ingress_answer_seconds", 30);
        Duration head = seconds(resources, "http_ingress_head_seconds", 10);
        Duration body = seconds(resources, "http_ingress_body_seconds", 30);
        Duration write = seconds(resources, "http_ingress_write_seconds", 30);
        Optional<String> text = resources.optionalString(URL);
        Optional<URI> url = text.flatMap(HttpIngressSettings::url);
        if (text.isPresent() && url.isEmpty()) {
            resources.problem(
                    URL, "must look like http://127.0.0.1:7008, but is '" + text.get() + "'");
        }
        return url.map(address ->
                new HttpIngressSettings(
                        Objects.toString(address.getHost()).replaceAll("[\\[\\]]", ""),
                        address.getPort(),
                        bodyBytesMax,
                        requestsMax,
                        bodiesBytesMax(bodyBytesMax),
                        answer,
                        head,
                        body,
                        write));
    }

    private static Duration seconds(SettingsReader resources, String key, int defaultSeconds) {
        return resources.seconds(key, Duration.ofSeconds(defaultSeconds), 1, HOUR);
    }

    private static int bodiesBytesMax(int bodyBytesMax) {
        long share = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(bodyBytesMax, share));
    }

    private static Optional<URI> url(String text) {
        try {
            return Optional.of(new URI(text))
                    .filter(url -> "http".equals(url.getScheme()) && url.getHost() != null)
                    .filter(url -> url.getPort() >= 0 && url.getPort() <= PORT_MAX);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
