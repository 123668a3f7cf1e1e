package io.edgeless.node.instance;

import io.edgeless.component.Limits;

/// Makes text of a guest safe for logs: control characters become escapes, so that it cannot forge
/// lines, and what is too long is cut.
final class LogText {

    private static final String CUT = "…";

    private LogText() {}

    static String clean(String text, Limits limits) {
        int length = Math.min(text.length(), limits.logLineBytesMax());
        StringBuilder clean = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == '\u007f') {
                clean.append(c == '\n' ? "\\n" : String.format("\\u%04x", (int) c));
            } else {
                clean.append(c);
            }
        }
        return length < text.length() ? clean.append(CUT).toString() : clean.toString();
    }
}
