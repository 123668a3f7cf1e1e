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

/// How a log record is written: one line each, however the message looks, so that nobody whose text
/// is logged can forge a line. Called by the logging thread.
abstract sealed class LogLine extends Formatter {

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /// For people; a stack trace follows in indented lines.
    static final class Text extends LogLine {

        @Override
        public String format(LogRecord record) {
            var line = new StringBuilder();
            line.append(time(record))
                    .append(' ')
                    .append("%-5s".formatted(levelName(record)))
                    .append(' ')
                    .append(shortName(record))
                    .append(": ")
                    .append(escaped(formatMessage(record)));
            context()
                    .forEach((key, value) ->
                            line.append(' ').append(key).append('=').append(escaped(value)));
            line.append('\n');
            stackTrace(record)
                    .lines()
                    .forEach(each -> line.append("    ").append(each).append('\n'));
            return line.toString();
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

    /// Control characters and backslashes as JSON writes them.
    private static String escaped(String text) {
        if (text.chars().noneMatch(character -> character < ' ' || character == '\\')) {
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
                            if (character < ' ') {
                                escaped.append("\\u%04x".formatted(character));
                            } else {
                                escaped.append((char) character);
                            }
                        }
                    }
                });
        return escaped.toString();
    }
}
