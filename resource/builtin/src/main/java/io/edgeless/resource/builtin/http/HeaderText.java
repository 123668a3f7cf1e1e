package io.edgeless.resource.builtin.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which headers may be passed on between functions and the world. Names and values come from
/// either side and are not trusted.
final class HeaderText {

    private static final String NAME_MARKS = "!#$%&'*+-.^_`|~";

    /// They belong to a single connection, whose framing is ours (RFC 9110, section 7.6.1).
    private static final Set<String> OF_CONNECTION =
            Set.of(
                    "connection",
                    "content-length",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private HeaderText() {}

    /// @param name in lower case
    static boolean mayPass(String name, String value) {
        return isName(name) && isVisible(value) && !OF_CONNECTION.contains(name);
    }

    /// Printable ASCII, spaces and tabs only; v1.2 passes on no others.
    static boolean isVisible(String value) {
        return value.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
    }

    /// One value for each name, in lower case: the last, if it is visible. Without the names that
    /// version 2 of HTTP uses for itself.
    static Map<String, String> flat(Map<String, List<String>> headers) {
        Map<String, String> flat = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            String last = values.getLast();
            if (!name.startsWith(":") && isVisible(last)) {
                flat.put(name.toLowerCase(Locale.ROOT), last);
            }
        });
        return flat;
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(HeaderText::isNameChar);
    }

    private static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || NAME_MARKS.indexOf(c) >= 0;
    }
}
