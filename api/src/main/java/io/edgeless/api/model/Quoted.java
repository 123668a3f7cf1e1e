package io.edgeless.api.model;

/// How a text from outside is shown in a message or a log line: in quotes, short, and without
/// control characters, which could fake lines or colours.
public final class Quoted {

    /// Enough to recognise a text, and to keep a message in one line.
    private static final int CHARS_MAX = 64;

    private Quoted() {}

    /// The text as it can be shown.
    public static String text(String text) {
        String start = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "...";
        return "'" + start.replaceAll("\\p{Cc}", "?") + "'";
    }
}
