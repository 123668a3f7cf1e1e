package io.edgeless.runtime.wasm.memory;

import org.jspecify.annotations.Nullable;

import run.endive.runtime.Instance;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.PassiveDataSegment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Linear memory in chunks that it shares with the module's [MemoryImage] until it writes to them.
///
/// Two lists, both with an entry for each chunk of the memory:
/// - `readable` has the bytes as they are, be they shared or its own, so that a read asks nothing;
/// - `own` has only the chunks that may be written to: a missing one is copied at the first write.
///
/// As the lists are exactly as long as the memory, their bounds checks are the guest's. An access
/// that crosses from one chunk into the next goes byte by byte; what compilers align never does.
final class CowMemory implements GuestMemory {

    private static final int CHUNK_BYTES = MemoryImage.CHUNK_BYTES;
    private static final int SHIFT = Integer.numberOfTrailingZeros(CHUNK_BYTES);
    private static final int MASK = CHUNK_BYTES - 1;

    /// Bytes of both lists for each chunk, with compressed references.
    private static final int ENTRY_BYTES = 8;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final MemoryImage image;
    private final int initialPages;
    private final int maximumPages;
    private byte[][] readable;
    private byte[] @Nullable [] own;
    private int ownCount;
    private boolean wasRefused;
    private DataSegment[] segments = {};

    /// A memory with what the image shows; its size is the least of the limits.
    CowMemory(MemoryLimits limits, MemoryImage image) {
        this.image = image;
        this.initialPages = limits.initialPages();
        this.maximumPages = Math.min(limits.maximumPages(), RUNTIME_MAX_PAGES);
        int chunks = initialPages * MemoryImage.PAGE_CHUNKS;
        this.readable = new byte[chunks][];
        this.own = new byte[chunks][];
        image.show(readable);
    }

    /// Its chunks as they are now. For the one who makes an image of it and never writes again.
    byte[][] chunks() {
        return readable;
    }

    @Override
    public int sizeBytes() {
        return readable.length << SHIFT;
    }

    @Override
    public long heldBytes() {
        return (long) ownCount * CHUNK_BYTES + (long) readable.length * ENTRY_BYTES;
    }

    @Override
    public int pages() {
        return readable.length / MemoryImage.PAGE_CHUNKS;
    }

    @Override
    public int initialPages() {
        return initialPages;
    }

    @Override
    public int maximumPages() {
        return maximumPages;
    }

    @Override
    public boolean wasRefused() {
        return wasRefused;
    }

    @Override
    public int grow(int count) {
        int before = pages();
        if (count < 0 || count > maximumPages - before) {
            wasRefused = true;
            return -1;
        }
        int chunksBefore = readable.length;
        int chunks = (before + count) * MemoryImage.PAGE_CHUNKS;
        byte[][] grown = Arrays.copyOf(readable, chunks);
        Arrays.fill(grown, chunksBefore, chunks, MemoryImage.ZERO);
        own = Arrays.copyOf(own, chunks);
        readable = grown;
        return before;
    }

    @Override
    public void zero() {
        Arrays.fill(readable, MemoryImage.ZERO);
        Arrays.fill(own, null);
        ownCount = 0;
    }

    @Override
    public void initialize(Instance instance, DataSegment[] dataSegments) {
        segments = dataSegments;
        image.show(readable);
        MemoryImage.dropActive(segments);
    }

    @Override
    public void initPassiveSegment(int segment, int address, int offset, int size) {
        write(address, segments[segment].data(), offset, size);
    }

    @Override
    public void drop(int segment) {
        segments[segment] = PassiveDataSegment.EMPTY;
    }

    @Override
    public void write(int address, byte[] data, int offset, int size) {
        require(address, size);
        if (offset < 0 || size > data.length - offset) {
            throw outside(address, size);
        }
        int done = 0;
        while (done < size) {
            int piece = Math.min(size - done, leftInChunk(address + done));
            System.arraycopy(
                    data, offset + done, writable(address + done), (address + done) & MASK, piece);
            done += piece;
        }
    }

    @Override
    public byte[] readBytes(int address, int size) {
        require(address, size);
        byte[] bytes = new byte[size];
        int done = 0;
        while (done < size) {
            int piece = Math.min(size - done, leftInChunk(address + done));
            System.arraycopy(
                    readable[(address + done) >>> SHIFT],
                    (address + done) & MASK,
                    bytes,
                    done,
                    piece);
            done += piece;
        }
        return bytes;
    }

    /// Zeros do not make a chunk the memory's own that has only zeros anyway.
    @Override
    public void fill(byte value, int from, int to) {
        require(from, to - from);
        int at = from;
        while (at < to) {
            int piece = Math.min(to - at, leftInChunk(at));
            if (value != 0 || !MemoryImage.isZero(readable[at >>> SHIFT])) {
                Arrays.fill(writable(at), at & MASK, (at & MASK) + piece, value);
            }
            at += piece;
        }
    }

    @Override
    public void copy(int to, int from, int size) {
        require(from, size);
        require(to, size);
        if (to <= from) {
            copyUp(to, from, size);
        } else {
            copyDown(to, from, size);
        }
    }

    /// From the front: right when the target begins before the source.
    private void copyUp(int to, int from, int size) {
        int done = 0;
        while (done < size) {
            int ahead = Math.min(leftInChunk(to + done), leftInChunk(from + done));
            int piece = Math.min(size - done, ahead);
            copyPiece(to + done, from + done, piece);
            done += piece;
        }
    }

    /// From the back: right when the target begins behind the source.
    private void copyDown(int to, int from, int size) {
        int left = size;
        while (left > 0) {
            int behind = Math.min(((to + left - 1) & MASK) + 1, ((from + left - 1) & MASK) + 1);
            int piece = Math.min(left, behind);
            left -= piece;
            copyPiece(to + left, from + left, piece);
        }
    }

    /// Both ranges lie within a chunk each. The target is made writable first: it may be the chunk
    /// of the source.
    private void copyPiece(int to, int from, int size) {
        byte[] target = writable(to);
        System.arraycopy(readable[from >>> SHIFT], from & MASK, target, to & MASK, size);
    }

    @Override
    public byte read(int address) {
        try {
            return readable[address >>> SHIFT][address & MASK];
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 1);
        }
    }

    @Override
    public short readShort(int address) {
        int at = address & MASK;
        if (at > CHUNK_BYTES - 2) {
            return (short) readAcross(address, 2);
        }
        try {
            return (short) SHORTS.get(readable[address >>> SHIFT], at);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 2);
        }
    }

    @Override
    public int readInt(int address) {
        int at = address & MASK;
        if (at > CHUNK_BYTES - 4) {
            return (int) readAcross(address, 4);
        }
        try {
            return (int) INTS.get(readable[address >>> SHIFT], at);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 4);
        }
    }

    @Override
    public long readLong(int address) {
        int at = address & MASK;
        if (at > CHUNK_BYTES - 8) {
            return readAcross(address, 8);
        }
        try {
            return (long) LONGS.get(readable[address >>> SHIFT], at);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 8);
        }
    }

    @Override
    public void writeByte(int address, byte value) {
        try {
            writable(address)[address & MASK] = value;
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 1);
        }
    }

    @Override
    public void writeShort(int address, short value) {
        int at = address & MASK;
        if (at > CHUNK_BYTES - 2) {
            writeAcross(address, value, 2);
            return;
        }
        try {
            SHORTS.set(writable(address), at, value);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 2);
        }
    }

    @Override
    public void writeI32(int address, int value) {
        int at = address & MASK;
        if (at > CHUNK_BYTES - 4) {
            writeAcross(address, value, 4);
            return;
        }
        try {
            INTS.set(writable(address), at, value);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 4);
        }
    }

    @Override
    public void writeLong(int address, long value) {
        int at = address & MASK;
        if (at > CHUNK_BYTES - 8) {
            writeAcross(address, value, 8);
            return;
        }
        try {
            LONGS.set(writable(address), at, value);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 8);
        }
    }

    @Override
    public long readU16(int address) {
        return readShort(address) & 0xFFFFL;
    }

    @Override
    public float readFloat(int address) {
        return Float.intBitsToFloat(readInt(address));
    }

    @Override
    public double readDouble(int address) {
        return Double.longBitsToDouble(readLong(address));
    }

    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void writeF32(int address, float value) {
        writeI32(address, Float.floatToRawIntBits(value));
    }

    @Override
    public void writeF64(int address, double value) {
        writeLong(address, Double.doubleToRawLongBits(value));
    }

    /// The chunk of this address to write to.
    private byte[] writable(int address) {
        int index = address >>> SHIFT;
        byte[] chunk = own[index];
        return chunk != null ? chunk : makeOwn(index);
    }

    private byte[] makeOwn(int index) {
        byte[] chunk = readable[index].clone();
        own[index] = chunk;
        readable[index] = chunk;
        ownCount++;
        return chunk;
    }

    private static int leftInChunk(int address) {
        return CHUNK_BYTES - (address & MASK);
    }

    private long readAcross(int address, int size) {
        require(address, size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (read(address + i) & 0xFF);
        }
        return value;
    }

    private void writeAcross(int address, long value, int size) {
        require(address, size);
        for (int i = 0; i < size; i++) {
            writeByte(address + i, (byte) (value >>> (i * Byte.SIZE)));
        }
    }
}
