package io.edgeless.resource.builtin.http;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/// Writes HTTP messages as the JSON that functions read. Safe for concurrent use.
final class MessageWriter {

    private static final JsonFactory JSON = new JsonFactory();

    /// A byte takes up to three digits and a comma.
    private static final int CHARS_PER_BYTE = 4;

    /// Room for the other keys and some headers; more is taken when needed.
    private static final int HEAD_CHARS = 512;

    private MessageWriter() {}

    static byte[] write(RequestMessage request) {
        byte[] body = request.body().orElse(new byte[0]);
        var out = buffer(body);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("method", request.method().jsonName());
            json.writeStringProperty("protocol", request.protocol().jsonName());
            json.writeStringProperty("host", request.host());
            json.writeStringProperty("path", request.path());
            writeBody(json, body);
            writeHeaders(json, request.headers());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    static byte[] write(ResponseMessage response) {
        byte[] body = response.body().orElse(new byte[0]);
        var out = buffer(body);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            writeBody(json, body);
            json.writeNumberProperty("status", response.status());
            writeHeaders(json, response.headers());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static ByteArrayOutputStream buffer(byte[] body) {
        return new ByteArrayOutputStream(body.length * CHARS_PER_BYTE + HEAD_CHARS);
    }

    private static void writeBody(JsonGenerator json, byte[] body) {
        json.writeName("body");
        json.writeStartArray();
        for (byte one : body) {
            json.writeNumber((short) (one & 0xff));
        }
        json.writeEndArray();
    }

    private static void writeHeaders(JsonGenerator json, Map<String, String> headers) {
        json.writeName("headers");
        json.writeStartObject();
        headers.forEach(json::writeStringProperty);
        json.writeEndObject();
    }
}
