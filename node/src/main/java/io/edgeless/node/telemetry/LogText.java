package io.edgeless.node.telemetry;

/// Makes text of a guest safe for logs: control characters become escapes, so that it cannot forge
/// lines, and what is too long is cut.
public final class LogText {

    private static final String CUT = "…";

    private static final int TWO_BYTES_FROM = 0x80;
    private static final int THREE_BYTES_FROM = 0x800;
    private static final int FOUR_BYTES_FROM = 0x10000;

    private LogText() {}

    /// @param bytesMax of the text as UTF-8, without the mark of the cut
    public static String clean(String text, int bytesMax) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), bytesMax));
        int bytes = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            bytes += utf8Length(c);
            if (bytes > bytesMax) {
                return clean.append(CUT).toString();
            }
            add(clean, c);
            i += Character.charCount(c);
        }
        return clean.toString();
    }

    private static int utf8Length(int c) {
        if (c < TWO_BYTES_FROM) {
            return 1;
        }
        if (c < THREE_BYTES_FROM) {
            return 2;
        }
        return c < FOUR_BYTES_FROM ? 3 : 4;
    }

    private static void add(StringBuilder clean, int c) {
        if (c == '\n') {
            clean.append("\\n");
        } else if (isControl(c)) {
            clean.append(String.format("\\u%04x", c));
        } else {
            clean.appendCodePoint(c);
        }
    }

    /// Also the ends of lines that are no ASCII, and those that turn the direction of writing.
    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\t';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                    true;
            case Character.FORMAT -> true;
            default -> false;
        };
    }
}
