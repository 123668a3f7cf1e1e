package io.edgeless.resource.builtin.http;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the HTTP messages that functions write as JSON. Takes the keys in any order, ignores those
/// it does not know, and takes a missing body for none, as v1.2 does. Never throws. One message,
/// used by one thread.
final class MessageReader {

    /// Of bytes that a guest made: no deeper, no longer than any message of ours has to be.
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(64)
                                    .maxStringLength(1 << 20)
                                    .maxNumberLength(32)
                                    .build())
                    .build();

    private static final int STATUS_MAX = 65_535;
    private static final int BYTE_MAX = 255;

    private final JsonParser json;
    private Optional<String> method = Optional.empty();
    private Optional<String> protocol = Optional.empty();
    private Optional<String> host = Optional.empty();
    private Optional<String> path = Optional.empty();
    private Optional<Integer> status = Optional.empty();
    private Optional<Map<String, String>> headers = Optional.empty();
    private Optional<byte[]> body = Optional.empty();

    private MessageReader(JsonParser json) {
        this.json = json;
    }

    static Decoded<RequestMessage> request(byte[] bytes) {
        return read(bytes, MessageReader::request);
    }

    static Decoded<ResponseMessage> response(byte[] bytes) {
        return read(bytes, MessageReader::response);
    }

    /// What to make of the keys after all of them were read.
    private interface Reading<M> {
        M message(MessageReader reader);
    }

    private static <M> Decoded<M> read(byte[] bytes, Reading<M> reading) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            var reader = new MessageReader(json);
            reader.readKeys();
            return new Decoded.Message<>(reading.message(reader));
        } catch (JacksonException e) {
            return new Decoded.Malformed<>(e.getOriginalMessage());
        }
    }

    private RequestMessage request() {
        return new RequestMessage(
                needed(method.flatMap(Method::ofJson), "method"),
                needed(protocol.flatMap(Protocol::ofJson), "protocol"),
                needed(host, "host"),
                needed(path, "path"),
                body,
                needed(headers, "headers"));
    }

    private ResponseMessage response() {
        return new ResponseMessage(needed(status, "status"), body, needed(headers, "headers"));
    }

    private void readKeys() {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw problem("it is not a JSON object");
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            json.nextToken();
            readValue(key);
        }
        if (json.nextToken() != null) {
            throw problem("something follows the JSON object");
        }
    }

    private void readValue(String key) {
        switch (key) {
            case "method" -> method = text();
            case "protocol" -> protocol = text();
            case "host" -> host = text();
            case "path" -> path = text();
            case "status" -> status = status();
            case "headers" -> headers = Optional.of(headers());
            case "body" -> body = body();
            default -> json.skipChildren();
        }
    }

    /// Empty when it is something else; a problem only if the message needs the key.
    private Optional<String> text() {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return Optional.of(json.getString());
        }
        json.skipChildren();
        return Optional.empty();
    }

    private Optional<Integer> status() {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return Optional.of(json.getIntValue())
                    .filter(number -> number >= 0 && number <= STATUS_MAX);
        }
        json.skipChildren();
        return Optional.empty();
    }

    private Map<String, String> headers() {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw problem("'headers' must be an object");
        }
        Map<String, String> found = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            found.put(name, needed(text(), "headers." + name));
        }
        return found;
    }

    private Optional<byte[]> body() {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw problem("'body' must be an array of numbers or null");
        }
        var bytes = new ByteArrayOutputStream();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            bytes.write(bodyByte());
        }
        return Optional.of(bytes.toByteArray());
    }

    private int bodyByte() {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            int number = json.getIntValue();
            if (number >= 0 && number <= BYTE_MAX) {
                return number;
            }
        }
        throw problem("'body' must hold whole numbers from 0 to 255 only");
    }

    private <T> T needed(Optional<T> value, String key) {
        return value.orElseThrow(() -> problem("'" + key + "' is missing or not valid"));
    }

    private StreamReadException problem(String message) {
        return new StreamReadException(json, message);
    }
}
