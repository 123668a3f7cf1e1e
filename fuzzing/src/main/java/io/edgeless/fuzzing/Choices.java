package io.edgeless.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Turns the bytes of an input into decisions, so that a fuzzer can build values of a type. When
/// the bytes are used up, every decision is the first. Used by one thread.
public final class Choices {

    private static final List<Long> EDGES =
            List.of(
                    0L,
                    1L,
                    -1L,
                    127L,
                    255L,
                    1L << 31,
                    (1L << 32) - 1,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE);

    private final byte[] input;
    private int position;

    public Choices(byte[] input) {
        this.input = input;
    }

    /// Whether the decisions are still the input's.
    public boolean hasMore() {
        return position < input.length;
    }

    private int nextByte() {
        return hasMore() ? input[position++] & 0xff : 0;
    }

    /// From 0 to bound, exclusive.
    ///
    /// @param bound from 1 to 65,536
    public int below(int bound) {
        return (bound <= 256 ? nextByte() : nextByte() << 8 | nextByte()) % bound;
    }

    public boolean yes() {
        return below(2) == 1;
    }

    /// One of these.
    public <T> T one(List<T> values) {
        return values.get(below(values.size()));
    }

    /// Any number, often one at an edge.
    public long number() {
        if (yes()) {
            return one(EDGES);
        }
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << 8 | nextByte();
        }
        return number;
    }

    /// At most so many bytes.
    public byte[] bytes(int max) {
        int length = below(max + 1);
        int end = Math.min(input.length, position + length);
        byte[] bytes = Arrays.copyOfRange(input, position, end);
        position = end;
        return bytes;
    }

    /// Text of at most so many bytes; what is no UTF-8 becomes replacement characters.
    public String text(int max) {
        return new String(bytes(max), StandardCharsets.UTF_8);
    }

    /// All that is left.
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(input, position, input.length);
        position = input.length;
        return rest;
    }
}
