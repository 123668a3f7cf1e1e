package io.edgeless.api.id;

import java.util.Optional;
import java.util.UUID;

/// Reads every text form of a UUID that v1.2 peers accept: hyphenated, 32 hex digits, in braces, or
/// as a URN. Written is always the lower-case hyphenated form.
final class UuidText {

    private static final String URN_PREFIX = "urn:uuid:";
    private static final int HEX_DIGITS = 32;
    private static final int HYPHENATED_LENGTH = 36;

    private UuidText() {}

    static Optional<UUID> parse(String text) {
        String digits = text;
        if (digits.regionMatches(true, 0, URN_PREFIX, 0, URN_PREFIX.length())) {
            digits = digits.substring(URN_PREFIX.length());
        } else if (digits.startsWith("{") && digits.endsWith("}") && digits.length() > 2) {
            digits = digits.substring(1, digits.length() - 1);
        }
        if (digits.length() == HYPHENATED_LENGTH) {
            if (!hasHyphensInPlace(digits)) {
                return Optional.empty();
            }
            digits = digits.replace("-", "");
        }
        if (digits.length() != HEX_DIGITS || !isHex(digits)) {
            return Optional.empty();
        }
        return Optional.of(
                new UUID(
                        Long.parseUnsignedLong(digits, 0, 16, 16),
                        Long.parseUnsignedLong(digits, 16, HEX_DIGITS, 16)));
    }

    private static boolean hasHyphensInPlace(String text) {
        return text.charAt(8) == '-'
                && text.charAt(13) == '-'
                && text.charAt(18) == '-'
                && text.charAt(23) == '-';
    }

    private static boolean isHex(String digits) {
        return digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }
}
