package io.edgeless.resource.builtin.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a client is answered.
///
/// @param status from 200 to 999
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final String TEXT = "text/plain; charset=utf-8";

    static Answer text(int status, String text) {
        return new Answer(status, Map.of("content-type", TEXT), bytes(text));
    }

    /// A refusal that may not last.
    static Answer busy(int status, String text) {
        return new Answer(status, Map.of("content-type", TEXT, "retry-after", "1"), bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether HTTP allows it a body.
    boolean mayHaveBody() {
        return status != 204 && status != 304;
    }
}
