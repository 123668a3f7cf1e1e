package io.edgeless.api.spec;

import io.edgeless.api.model.Quoted;
import io.edgeless.api.spec.JsonValue.JsonArray;
import io.edgeless.api.spec.JsonValue.JsonNull;
import io.edgeless.api.spec.JsonValue.JsonObject;
import io.edgeless.api.spec.JsonValue.JsonScalar;
import io.edgeless.api.spec.JsonValue.JsonText;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// Reads JSON within bounds. A name that comes twice in an object is an error, because one of the
/// two values would be lost. Belongs to one thread.
final class JsonReader {

    /// A workflow has a depth of 5; recursion stays far from the end of the stack.
    private static final int DEPTH_MAX = 64;

    /// The size of a control message: a larger workflow could not be sent.
    private static final int DOCUMENT_BYTES_MAX = 64 << 20;

    private static final int TEXT_CHARS_MAX = WorkflowValidation.VALUE_CHARS_MAX;

    /// Values kept in memory: 10,000 components with some 30 values each, three times.
    private static final int VALUES_MAX = 1_000_000;

    /// v1.2 programs write the code as an array of numbers; it comes from the file instead.
    private static final String CLASS = "class_specification";

    private static final String BINARY = "binary";

    private static final Pattern FOR_PROGRAMMERS =
            Pattern.compile(", from `[^`]*`| \\(start marker at \\[.*]\\)");

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxDocumentLength(DOCUMENT_BYTES_MAX)
                                    .maxStringLength(TEXT_CHARS_MAX)
                                    .build())
                    .build();

    /// What came of reading.
    sealed interface Outcome {

        record Read(JsonValue value) implements Outcome {}

        record Broken(Problem problem) implements Outcome {}
    }

    /// The text is JSON, but too much of it, or with texts that cannot be sent.
    private static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why, null, false, false);
        }
    }

    private final JsonParser parser;
    private int values;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    static Outcome read(byte[] json) {
        if (json.length > DOCUMENT_BYTES_MAX) {
            return broken("", "is larger than " + (DOCUMENT_BYTES_MAX >> 20) + " MiB");
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return read(parser);
        } catch (JacksonException e) {
            return broken("", "is not JSON: " + e.getOriginalMessage());
        }
    }

    private static Outcome read(JsonParser parser) {
        try {
            if (parser.nextToken() == null) {
                return broken("", "is empty: a workflow is a JSON object");
            }
            JsonValue value = new JsonReader(parser).value("");
            if (parser.nextToken() != null) {
                return broken("", "goes on after the end of the JSON object: remove the rest");
            }
            return new Outcome.Read(value);
        } catch (JacksonException e) {
            return broken(
                    parser.streamReadContext().pathAsPointer().toString(), problem(parser, e));
        } catch (Unusable e) {
            return broken("", String.valueOf(e.getMessage()));
        }
    }

    /// Some exceptions have no location, and some name the setting that they are about, or that the
    /// text is not repeated.
    private static String problem(JsonParser parser, JacksonException e) {
        TokenStreamLocation location =
                Objects.requireNonNullElseGet(e.getLocation(), parser::currentLocation);
        return "is not JSON: line "
                + location.getLineNr()
                + ", column "
                + location.getColumnNr()
                + ": "
                + FOR_PROGRAMMERS.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }

    private static Outcome broken(String place, String message) {
        return new Outcome.Broken(new Problem(Problem.Severity.ERROR, place, message));
    }

    private JsonValue value(String name) {
        values++;
        if (values > VALUES_MAX) {
            throw new Unusable("has more than " + VALUES_MAX + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(name);
            case START_ARRAY -> array();
            case VALUE_STRING -> new JsonText(sendable(parser.getString()));
            case VALUE_NULL -> new JsonNull();
            default -> new JsonScalar(parser.getString());
        };
    }

    private JsonObject object(String name) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (@Nullable String key = parser.nextName(); key != null; key = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY && key.equals(BINARY) && name.equals(CLASS)) {
                parser.skipChildren();
                members.put(key, new JsonArray(List.of()));
            } else {
                members.put(key, value(key));
            }
        }
        return new JsonObject(members);
    }

    /// Half of a surrogate pair has no form in UTF-8: on the wire it would become a question mark.
    private static String sendable(String text) {
        if (text.codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new Unusable(
                    "holds the text "
                            + Quoted.text(text.replaceAll("[\\x{d800}-\\x{dfff}]", "?"))
                            + " with half of a surrogate pair (an escape from \\ud800 to"
                            + " \\udfff): write both halves or none");
        }
        return text;
    }

    private JsonArray array() {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(""));
        }
        return new JsonArray(items);
    }
}
