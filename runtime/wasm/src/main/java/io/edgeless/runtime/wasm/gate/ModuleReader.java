package io.edgeless.runtime.wasm.gate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the numbers and names of a module, never past the end of the part it was made for. Used by
/// one thread.
public final class ModuleReader {

    private final byte[] bytes;
    private final int end;
    private int position;

    public ModuleReader(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    public int position() {
        return position;
    }

    int left() {
        return end - position;
    }

    public boolean atEnd() {
        return position == end;
    }

    int peek() {
        if (position == end) {
            throw wrong("ends too early");
        }
        return bytes[position] & 0xFF;
    }

    public int readByte() {
        int value = peek();
        position++;
        return value;
    }

    public void skip(int count, String what) {
        if (count < 0 || count > left()) {
            throw wrong(
                    "%s of %d bytes, but only %d are left"
                            .formatted(what, Integer.toUnsignedLong(count), left()));
        }
        position += count;
    }

    /// A part of this one, which is passed over here.
    public ModuleReader part(int size, String what) {
        int begin = position;
        skip(size, what);
        return new ModuleReader(bytes, begin, begin + size);
    }

    /// A copy of what is left, which stays to be read.
    public byte[] rest() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    /// An unsigned 32-bit number, as its int.
    public int readU32() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = readByte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                if (shift == 28 && next > 0x0F) {
                    throw wrong("number too large for 32 bits");
                }
                return value;
            }
        }
        throw wrong("number longer than 5 bytes");
    }

    /// A count or index from 0 to max.
    int readCount(int max, String what) {
        int at = position;
        int count = readU32();
        if (count < 0 || count > max) {
            throw new GateException(
                    "%s %d, at most %d are allowed"
                            .formatted(what, Integer.toUnsignedLong(count), max),
                    at);
        }
        return count;
    }

    /// The number of things that follow, of which each takes at least a byte.
    int readVectorLength(int max, String what) {
        int at = position;
        int length = readCount(max, what);
        if (length > left()) {
            throw new GateException(
                    "%s %d, but only %d bytes are left".formatted(what, length, left()), at);
        }
        return length;
    }

    /// An index below a bound.
    int readIndex(int bound, String what) {
        int at = position;
        int index = readU32();
        if (index < 0 || index >= bound) {
            throw new GateException(
                    "%s %d, but there are %d".formatted(what, Integer.toUnsignedLong(index), bound),
                    at);
        }
        return index;
    }

    /// A signed number of 32 or 33 bits.
    long readS33() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return (next & 0x40) == 0 ? value : value | (-1L << (shift + 7));
            }
        }
        throw wrong("number longer than 5 bytes");
    }

    void skipS64() {
        for (int i = 0; i < 10; i++) {
            if (readByte() < 0x80) {
                return;
            }
        }
        throw wrong("number longer than 10 bytes");
    }

    String readName(String what) {
        int size = readCount(GateLimits.NAME_BYTES_MAX, "length of the " + what);
        int begin = position;
        skip(size, what);
        return new String(bytes, begin, size, StandardCharsets.UTF_8);
    }

    /// A refusal at the place where the reader stands.
    GateException wrong(String reason) {
        return new GateException(reason, position);
    }
}
