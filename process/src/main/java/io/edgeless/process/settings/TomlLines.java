package io.edgeless.process.settings;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// On which line of a TOML text each key is set: the parser does not tell. Only for messages: it
/// knows the keys of files as people write them, not those within values.
final class TomlLines {

    private static final Pattern TABLE = Pattern.compile("\\s*\\[([^\\[\\]]+)\\]\\s*(#.*)?");
    private static final Pattern ELEMENT =
            Pattern.compile("\\s*\\[\\[([^\\[\\]]+)\\]\\]\\s*(#.*)?");
    private static final Pattern ENTRY = Pattern.compile("\\s*([A-Za-z0-9_.\"' -]+?)\\s*=.*");

    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Integer> elements = new HashMap<>();
    private String table = "";

    private TomlLines() {}

    /// The first line of each key, counted from 1, by its full name.
    static Map<String, Integer> of(byte[] toml) {
        var found = new TomlLines();
        List<String> text = new String(toml, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < text.size(); i++) {
            found.read(text.get(i), i + 1);
        }
        return found.lines;
    }

    private void read(String line, int number) {
        Matcher entry = ENTRY.matcher(line);
        Matcher header = TABLE.matcher(line);
        Matcher element = ELEMENT.matcher(line);
        if (entry.matches()) {
            lines.putIfAbsent(table + plain(entry.group(1)), number);
        } else if (header.matches()) {
            String name = plain(header.group(1));
            lines.putIfAbsent(name, number);
            table = name + ".";
        } else if (element.matches()) {
            String name = plain(element.group(1));
            lines.putIfAbsent(name, number);
            int index = elements.merge(name, 0, (before, _) -> before + 1);
            table = name + "[" + index + "].";
        }
    }

    /// Without quotes, and without blanks around the dots.
    private static String plain(String key) {
        return key.replaceAll("[\"'\\s]", "");
    }
}
