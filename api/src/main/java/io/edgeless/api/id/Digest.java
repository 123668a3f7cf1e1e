package io.edgeless.api.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of a function's code as 64 lower-case hex digits (FIPS 180-4).
public record Digest(String hex) {

    private static final int HEX_DIGITS_OF_LONG = 16;

    public Digest {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + hex);
        }
    }

    /// The digest of these bytes.
    public static Digest of(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Digest(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// The first 8 bytes as a number: enough to tell whether two sides know the same.
    public long head() {
        return Long.parseUnsignedLong(hex, 0, HEX_DIGITS_OF_LONG, 16);
    }

    @Override
    public String toString() {
        return hex;
    }
}
