package io.edgeless.process.lifecycle;

import org.slf4j.MDC;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/// How a log record is written: one line each, however the message looks, so that nobody whose text
/// is logged can forge a line. Called by the logging thread.
abstract sealed class LogLine extends Formatter {

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /// What needs no quotes to be told from what stands around it.
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=:]+");

    /// For people; a stack trace follows in indented lines.
    static final class Text extends LogLine {

        @Override
        public String format(LogRecord record) {
            var line = new StringBuilder();
            line.append(time(record))
                    .append(' ')
                    .append("%-5s".formatted(levelName(record)))
                    .append(' ')
                    .append(shortName(record));
            // In front of the message, so that no message can pretend to come from elsewhere.
            context()
                    .forEach((key, value) ->
                            line.append(' ').append(key).append('=').append(quoted(value)));
            line.append(": ").append(escaped(formatMessage(record))).append('\n');
            stackTrace(record)
                    .lines()
                    .forEach(each -> line.append("    ").append(each).append('\n'));
            return line.toString();
        }

        private static String quoted(String value) {
            String text = escaped(value);
            return PLAIN.matcher(text).matches() ? text : '"' + text.replace("\"", "\\\"") + '"';
        }
    }

    /// For programs: one JSON object.
    static final class Json extends LogLine {

        @Override
        public String format(LogRecord record) {
            var line = new StringBuilder("{");
            member(line, "time", time(record));
            member(line, "level", levelName(record));
            member(line, "logger", String.valueOf(record.getLoggerName()));
            member(line, "message", formatMessage(record));
            context().forEach((key, value) -> member(line, key, value));
            String trace = stackTrace(record);
            if (!trace.isEmpty()) {
                member(line, "error", trace);
            }
            return line.append("}\n").toString();
        }

        private static void member(StringBuilder line, String key, String value) {
            line.append(line.length() > 1 ? ",\"" : "\"")
                    .append(escaped(key).replace("\"", "\\\""))
                    .append("\":\"")
                    .append(escaped(value).replace("\"", "\\\""))
                    .append('"');
        }
    }

    private static String time(LogRecord record) {
        return TIME.format(record.getInstant());
    }

    private static String levelName(LogRecord record) {
        int level = record.getLevel().intValue();
        if (level >= Level.SEVERE.intValue()) {
            return "ERROR";
        } else if (level >= Level.WARNING.intValue()) {
            return "WARN";
        } else if (level >= Level.INFO.intValue()) {
            return "INFO";
        }
        return level >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static String shortName(LogRecord record) {
        String name = String.valueOf(record.getLoggerName());
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// What the logging thread has said about what it is working on.
    private static Map<String, String> context() {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return context == null ? Map.of() : new TreeMap<>(context);
    }

    private static String stackTrace(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown == null) {
            return "";
        }
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /// Backslashes, and whatever could break a line or change how a terminal shows it, as JSON
    /// writes them.
    private static String escaped(String text) {
        if (text.chars().noneMatch(character -> character == '\\' || isUnsafe(character))) {
            return text;
        }
        var escaped = new StringBuilder();
        text.chars()
                .forEach(character -> {
                    switch (character) {
                        case '\\' -> escaped.append("\\\\");
                        case '\n' -> escaped.append("\\n");
                        case '\r' -> escaped.append("\\r");
                        case '\t' -> escaped.append("\\t");
                        default -> {
                            if (isUnsafe(character)) {
                                escaped.append("\\u%04x".formatted(character));
                            } else {
                                escaped.append((char) character);
                            }
                        }
                    }
                });
        return escaped.toString();
    }

    /// Control characters, separators of lines, and what turns the direction of text around.
    private static boolean isUnsafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
