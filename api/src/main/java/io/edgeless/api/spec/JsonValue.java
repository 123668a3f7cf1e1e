package io.edgeless.api.spec;

import java.util.List;
import java.util.Map;

/// A JSON text as far as a workflow file needs it.
sealed interface JsonValue {

    /// What it is called in messages.
    String kind();

    /// Members in the order of the file.
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {
        @Override
        public String kind() {
            return "an object";
        }
    }

    record JsonArray(List<JsonValue> items) implements JsonValue {
        @Override
        public String kind() {
            return "an array";
        }
    }

    record JsonText(String text) implements JsonValue {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /// @param text as it was written
    record JsonScalar(String text) implements JsonValue {
        @Override
        public String kind() {
            return text;
        }
    }

    record JsonNull() implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }
    }
}
