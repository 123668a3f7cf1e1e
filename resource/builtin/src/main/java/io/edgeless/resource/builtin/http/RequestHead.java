package io.edgeless.resource.builtin.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The head of a request.
///
/// @param path with the query, as the client sent it
/// @param workflow the first `wf_id` of the query, not decoded
/// @param headers names in lower case; of repeated ones the last
/// @param bodyBytes empty when the client did not say
record RequestHead(
        Method method,
        String host,
        String path,
        Optional<String> workflow,
        Map<String, String> headers,
        Optional<Long> bodyBytes) {

    private static final int HEADERS_MAX = 100;
    private static final int HEADER_CHARS_MAX = 16 * 1024;
    private static final String WORKFLOW = "wf_id=";

    static Reading<RequestHead> of(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        if (isTooLarge(headers)) {
            return new Reading.Refused<>(
                    Answer.text(
                            431,
                            "no more than "
                                    + HEADERS_MAX
                                    + " headers and "
                                    + HEADER_CHARS_MAX
                                    + " characters in all are taken"));
        }
        List<String> hosts = headers.getOrDefault("Host", List.of());
        boolean mayOmitHost = exchange.getProtocol().equalsIgnoreCase("HTTP/1.0");
        if (hosts.size() > 1 || (hosts.isEmpty() && !mayOmitHost)) {
            return new Reading.Refused<>(Answer.text(400, "there must be exactly one Host header"));
        }
        Optional<Method> method = Method.ofHttp(exchange.getRequestMethod());
        if (method.isEmpty()) {
            return new Reading.Refused<>(
                    Answer.text(501, "only GET, HEAD, POST, PUT, DELETE and PATCH are served"));
        }
        var head =
                new RequestHead(
                        method.get(),
                        hosts.isEmpty() ? hostPort(exchange.getLocalAddress()) : hosts.getFirst(),
                        exchange.getRequestURI().toString(),
                        workflow(Optional.ofNullable(exchange.getRequestURI().getRawQuery())),
                        HeaderText.flat(headers),
                        bodyBytes(headers));
        return new Reading.Done<>(head);
    }

    private static boolean isTooLarge(Headers headers) {
        int count = 0;
        long chars = 0;
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            for (String value : header.getValue()) {
                count++;
                chars += header.getKey().length() + value.length();
            }
        }
        return count > HEADERS_MAX || chars > HEADER_CHARS_MAX;
    }

    private static String hostPort(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static Optional<String> workflow(Optional<String> query) {
        for (String parameter : query.orElse("").split("&", -1)) {
            if (parameter.startsWith(WORKFLOW)) {
                return Optional.of(parameter.substring(WORKFLOW.length()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> bodyBytes(Headers headers) {
        if (headers.containsKey("Transfer-encoding")) {
            return Optional.empty();
        }
        String length = headers.getFirst("Content-length");
        return Optional.of(length == null ? 0L : Long.parseLong(length));
    }
}
