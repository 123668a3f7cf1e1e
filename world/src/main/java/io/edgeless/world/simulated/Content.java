package io.edgeless.world.simulated;

import java.util.Arrays;

/// A file of a [MemoryDisk]: its bytes, and how many of them, from the front, a crash cannot take.
/// Guarded by the disk's lock.
final class Content {

    private byte[] bytes;
    private int size;
    private int forced;

    private Content(byte[] bytes) {
        this.bytes = bytes;
        size = bytes.length;
        forced = size;
    }

    /// A durable file with a copy of these bytes.
    static Content of(byte[] bytes) {
        return new Content(bytes.clone());
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    int forced() {
        return forced;
    }

    int unforced() {
        return size - forced;
    }

    /// A durable file of this length with the same front; zeros behind a shorter one.
    Content cutTo(int length) {
        return new Content(Arrays.copyOf(bytes(), length));
    }

    void add(byte[] more, int count) {
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
        }
        System.arraycopy(more, 0, bytes, size, count);
        size += count;
    }

    void force() {
        forced = size;
    }
}
