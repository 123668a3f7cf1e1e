package io.edgeless.api.spec;

import io.edgeless.api.spec.JsonValue.JsonArray;
import io.edgeless.api.spec.JsonValue.JsonNull;
import io.edgeless.api.spec.JsonValue.JsonObject;
import io.edgeless.api.spec.JsonValue.JsonScalar;
import io.edgeless.api.spec.JsonValue.JsonText;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Reads the members of one JSON object and collects what is wrong with them; a member that cannot
/// be read counts as empty. Belongs to one thread.
final class ObjectReader {

    private final Map<String, JsonValue> members;
    private final String place;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    private ObjectReader(Map<String, JsonValue> members, String place, Problems problems) {
        this.members = members;
        this.place = place;
        this.problems = problems;
    }

    /// Reads an object by a function and warns of the members that it did not ask for.
    static <T> T read(
            JsonValue value, String place, Problems problems, Function<ObjectReader, T> read) {
        Map<String, JsonValue> members = Map.of();
        boolean isObject = value instanceof JsonObject;
        if (value instanceof JsonObject object) {
            members = object.members();
        } else {
            problems.error(place, wrong("an object", value));
        }
        // Of what is no object, the missing members need not be told, too.
        var reader = new ObjectReader(members, place, isObject ? problems : new Problems());
        T result = read.apply(reader);
        reader.warnOfUnknown();
        return result;
    }

    String place(String key) {
        return Problems.pointer(place, key);
    }

    /// A text that must be there; empty after a problem.
    String text(String key) {
        return required(key, "a text", "\"\"").flatMap(value -> text(place(key), value)).orElse("");
    }

    /// A text that may be absent or null.
    Optional<String> optionalText(String key) {
        return member(key)
                .filter(value -> !(value instanceof JsonNull))
                .flatMap(value -> text(place(key), value));
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        forEachItem(key, (itemPlace, item) -> text(itemPlace, item).ifPresent(texts::add));
        return texts;
    }

    Map<String, String> textMap(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<JsonValue> value = required(key, "an object", "{}");
        if (value.isEmpty()) {
            return texts;
        }
        if (value.get() instanceof JsonObject object) {
            object.members()
                    .forEach((name, member) ->
                            text(Problems.pointer(place(key), name), member)
                                    .ifPresent(text -> texts.put(name, text)));
        } else {
            problems.error(place(key), wrong("an object", value.get()));
        }
        return texts;
    }

    /// The objects of an array; each is read with its index.
    <T> List<T> objects(String key, BiFunction<Integer, ObjectReader, T> read) {
        List<T> objects = new ArrayList<>();
        forEachItem(
                key,
                (itemPlace, item) -> {
                    int index = objects.size();
                    objects.add(
                            ObjectReader.read(
                                    item,
                                    itemPlace,
                                    problems,
                                    object -> read.apply(index, object)));
                });
        return objects;
    }

    /// An object that must be there; read from an empty one after a problem.
    <T> T object(String key, Function<ObjectReader, T> read) {
        Optional<JsonValue> value = required(key, "an object", "{...}");
        return value.isPresent()
                ? ObjectReader.read(value.get(), place(key), problems, read)
                : read.apply(new ObjectReader(Map.of(), place(key), new Problems()));
    }

    /// Whether there is such a member, other than null, that is not to be read.
    boolean hasIgnored(String key) {
        return member(key).filter(value -> !(value instanceof JsonNull)).isPresent();
    }

    private interface OnItem {
        void item(String itemPlace, JsonValue item);
    }

    private void forEachItem(String key, OnItem onItem) {
        Optional<JsonValue> value = required(key, "an array", "[]");
        if (value.isEmpty()) {
            return;
        }
        if (!(value.get() instanceof JsonArray array)) {
            problems.error(place(key), wrong("an array", value.get()));
            return;
        }
        for (int i = 0; i < array.items().size(); i++) {
            onItem.item(place(key) + "/" + i, array.items().get(i));
        }
    }

    private Optional<String> text(String textPlace, JsonValue value) {
        if (value instanceof JsonText text) {
            return Optional.of(text.text());
        }
        String remedy =
                value instanceof JsonScalar scalar
                        ? ": write it in quotes, \"" + scalar.text() + "\""
                        : "";
        problems.error(textPlace, wrong("a text", value) + remedy);
        return Optional.empty();
    }

    private Optional<JsonValue> required(String key, String kind, String empty) {
        Optional<JsonValue> value = member(key);
        if (value.isEmpty()) {
            problems.error(place(key), "is missing: add " + kind + ", \"" + key + "\": " + empty);
        }
        return value;
    }

    private Optional<JsonValue> member(String key) {
        known.add(key);
        return Optional.ofNullable(members.get(key));
    }

    private void warnOfUnknown() {
        for (String key : members.keySet()) {
            if (!known.contains(key)) {
                problems.warning(
                        place(key),
                        "unknown key, has no effect; known here: " + String.join(", ", known));
            }
        }
    }

    private static String wrong(String wanted, JsonValue value) {
        return "must be " + wanted + ", but is " + value.kind();
    }
}
