package io.edgeless.world;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads the settings of one component out of a configuration file and collects every problem, so
/// that all are reported at once, each with its key and file. Keys that nobody read become
/// warnings. Used by one thread while a program starts.
public final class SettingsReader {

    /// Enough to recognise a wrong value by.
    private static final int SHOWN_CHARACTERS_MAX = 80;

    private final String file;
    private final String path;
    private final Map<String, Object> values;
    private final Report report;
    private final Set<String> read = new HashSet<>();
    private final List<SettingsReader> children;

    private SettingsReader(
            String file,
            String path,
            Map<String, Object> values,
            Report report,
            List<SettingsReader> children) {
        this.file = file;
        this.path = path;
        this.values = values;
        this.report = report;
        this.children = children;
    }

    /// Reads from a parsed file.
    ///
    /// @param values key to text, number, flag, list or (nested) map
    /// @param file name to show in problems
    public static SettingsReader of(Map<String, Object> values, String file) {
        return of(values, file, Map.of());
    }

    /// Reads from a parsed file whose keys have known places.
    ///
    /// @param lines number of the line of a key, counted from 1, by its full name such as
    ///   `general.node_id`; may miss some
    public static SettingsReader of(
            Map<String, Object> values, String file, Map<String, Integer> lines) {
        return new SettingsReader(file, "", values, new Report(lines), new ArrayList<>());
    }

    /// The same settings with this one set or replaced, as by an option of the command line. To be
    /// asked for before anything is read.
    public SettingsReader with(String table, String key, Object value) {
        Map<String, Object> changed = new TreeMap<>(values);
        Map<String, Object> inner = new TreeMap<>();
        if (values.get(table) instanceof Map<?, ?> present) {
            present.forEach((name, old) -> inner.put(String.valueOf(name), old));
        }
        inner.put(key, value);
        changed.put(table, inner);
        return new SettingsReader(file, path, changed, report, children);
    }

    /// Whether the file has this key.
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /// A text, or the default when the key is absent.
    public String string(String key, String defaultValue) {
        return value(key, String.class, "a text").orElse(defaultValue);
    }

    /// A text, or empty when the key is absent or holds the empty text.
    public Optional<String> optionalString(String key) {
        return value(key, String.class, "a text").filter(text -> !text.isEmpty());
    }

    /// A text that must be there; a problem (and the empty text) when it is not.
    public String requiredString(String key) {
        if (!has(key)) {
            problem(key, "is missing; add it (a template is written by -t FILE)");
            return "";
        }
        return string(key, "");
    }

    /// The path of a file or folder, or the default when the key is absent or holds the empty text.
    public Path path(String key, Path defaultValue) {
        try {
            return optionalString(key).map(Path::of).orElse(defaultValue);
        } catch (InvalidPathException e) {
            problem(key, "is not a path: " + e.getReason());
            return defaultValue;
        }
    }

    /// A whole number between min and max, or the default when the key is absent.
    public long integer(String key, long defaultValue, long min, long max) {
        Optional<Long> found = value(key, Number.class, "a whole number").flatMap(this::whole);
        if (found.isEmpty() && has(key) && values.get(key) instanceof Number) {
            problem(key, "must be a whole number, but is " + shown(values.get(key)));
        }
        long number = found.orElse(defaultValue);
        if (found.isPresent() && (number < min || number > max)) {
            problem(key, "must be from " + min + " to " + max + ", but is " + number);
            return defaultValue;
        }
        return number;
    }

    /// A number, or the default when the key is absent.
    public double number(String key, double defaultValue) {
        return value(key, Number.class, "a number").map(Number::doubleValue).orElse(defaultValue);
    }

    /// True or false, or the default when the key is absent.
    public boolean flag(String key, boolean defaultValue) {
        return value(key, Boolean.class, "true or false").orElse(defaultValue);
    }

    /// A duration written as whole seconds.
    public Duration seconds(String key, Duration defaultValue, long min, long max) {
        return Duration.ofSeconds(integer(key, defaultValue.toSeconds(), min, max));
    }

    /// A list of texts; empty when the key is absent.
    public List<String> strings(String key) {
        List<String> texts = new ArrayList<>();
        for (Object item : value(key, List.class, "a list of texts").orElse(List.of())) {
            if (item instanceof String text) {
                texts.add(text);
            } else {
                problem(key, "must be a list of texts, but holds " + shown(item));
            }
        }
        return List.copyOf(texts);
    }

    /// A nested table; an empty one when the key is absent.
    public SettingsReader table(String key) {
        return child(key, value(key, Map.class, "a table").orElse(Map.of()));
    }

    /// The tables of an array of tables; empty when the key is absent.
    public List<SettingsReader> tables(String key) {
        List<SettingsReader> tables = new ArrayList<>();
        for (Object item : value(key, List.class, "an array of tables").orElse(List.of())) {
            if (item instanceof Map<?, ?> map) {
                tables.add(child(key + "[" + tables.size() + "]", map));
            } else {
                problem(key, "must be an array of tables, but holds " + shown(item));
            }
        }
        return List.copyOf(tables);
    }

    /// Refuses a key that earlier versions had.
    public void removed(String key, String reason) {
        read.add(key);
        if (has(key)) {
            problem(key, "is no longer known: " + reason);
        }
    }

    /// Reports a problem of a key that only the caller can see.
    public void problem(String key, String message) {
        report.problems.add(place(key) + " " + message);
    }

    /// Everything wrong so far, in the whole file.
    public List<String> problems() {
        return List.copyOf(report.problems);
    }

    /// Keys of this table and of the tables read from it that nobody asked for.
    public List<String> warnings() {
        List<String> unknown = new ArrayList<>();
        values.keySet().stream()
                .filter(key -> !read.contains(key))
                .sorted()
                .forEach(key -> unknown.add(place(key) + " is unknown and ignored"));
        children.forEach(child -> unknown.addAll(child.warnings()));
        return List.copyOf(unknown);
    }

    /// `file:line: key`, as editors understand it.
    private String place(String key) {
        Integer line = report.lines.get(path + key);
        return file + (line == null ? "" : ":" + line) + ": " + path + key;
    }

    private SettingsReader child(String key, Map<?, ?> map) {
        Map<String, Object> childValues = new TreeMap<>();
        map.forEach((name, value) -> childValues.put(String.valueOf(name), value));
        String childPath = path + key + ".";
        var child = new SettingsReader(file, childPath, childValues, report, new ArrayList<>());
        children.add(child);
        return child;
    }

    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN_CHARACTERS_MAX
                ? text
                : text.substring(0, SHOWN_CHARACTERS_MAX) + "…";
    }

    private Optional<Long> whole(Number number) {
        return number instanceof Long || number instanceof Integer
                ? Optional.of(number.longValue())
                : Optional.empty();
    }

    private <T> Optional<T> value(String key, Class<T> type, String wanted) {
        read.add(key);
        Object found = values.get(key);
        if (found == null) {
            return Optional.empty();
        }
        if (!type.isInstance(found)) {
            problem(key, "must be " + wanted + ", but is " + shown(found));
            return Optional.empty();
        }
        return Optional.of(type.cast(found));
    }

    private static final class Report {
        final List<String> problems = new ArrayList<>();
        final Map<String, Integer> lines;

        Report(Map<String, Integer> lines) {
            this.lines = Map.copyOf(lines);
        }
    }
}
