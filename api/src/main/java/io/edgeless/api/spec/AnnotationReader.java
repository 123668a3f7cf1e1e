package io.edgeless.api.spec;

import io.edgeless.api.model.Quoted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the values of one map of annotations and collects what is wrong with them. Blanks around a
/// value or an item of a list do not count. Belongs to one thread.
final class AnnotationReader {

    private final Map<String, String> annotations;
    private final Problems problems = new Problems();

    AnnotationReader(Map<String, String> annotations) {
        this.annotations = annotations;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(annotations.get(key));
    }

    /// The items of a comma-separated list, not of an absent one. An empty item is a problem and
    /// stays in the list.
    Optional<List<String>> list(String key) {
        return text(key)
                .map(text -> {
                    List<String> items = new ArrayList<>();
                    for (String item : text.split(",", -1)) {
                        items.add(item.strip());
                    }
                    if (items.contains("")) {
                        problem(
                                key,
                                "has an empty item: separate the items by single commas, or leave"
                                        + " the key out");
                    }
                    return List.copyOf(items);
                });
    }

    /// The number, if there is a valid one.
    OptionalInt number(String key, int least, int most) {
        Optional<String> text = text(key).map(String::strip);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers out of range.
        }
        problem(
                key,
                "must be a whole number from "
                        + least
                        + " to "
                        + most
                        + ", but is "
                        + Quoted.text(text.get()));
        return OptionalInt.empty();
    }

    /// One of some values, whatever the case of its letters.
    <T> T choice(String key, Map<String, T> values, T absent) {
        Optional<String> text = text(key).map(String::strip);
        if (text.isEmpty()) {
            return absent;
        }
        for (Map.Entry<String, T> value : values.entrySet()) {
            if (value.getKey().equalsIgnoreCase(text.get())) {
                return value.getValue();
            }
        }
        problem(
                key,
                "must be one of "
                        + String.join(", ", values.keySet().stream().sorted().toList())
                        + ", but is "
                        + Quoted.text(text.get()));
        return absent;
    }

    void problem(String key, String message) {
        problems.error(Problems.pointer("", key), message);
    }

    List<Problem> problems() {
        return problems.toList();
    }
}
