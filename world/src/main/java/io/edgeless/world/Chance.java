package io.edgeless.world;

import java.util.UUID;

/// Randomness as the programs see it. Safe for concurrent use.
public interface Chance {

    /// 64 random bits; from a cryptographic source in production.
    long nextLong();

    /// A random number from 0 (inclusive) to bound (exclusive).
    ///
    /// @param bound from 1
    int nextInt(int bound);

    /// A random version 4 UUID (RFC 9562, section 5.4).
    default UUID uuid() {
        long high = (nextLong() & ~0xf000L) | 0x4000L;
        long low = (nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }
}
