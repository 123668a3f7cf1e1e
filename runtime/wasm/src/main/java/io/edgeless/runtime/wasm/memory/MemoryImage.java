package io.edgeless.runtime.wasm.memory;

import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.PassiveDataSegment;

import java.util.Arrays;

/// What a module's memory holds before its first instruction runs: made once, shared by the
/// [CowMemory] of every instance. Never written to after it was made; used from any thread.
public final class MemoryImage {

    /// Bytes in a chunk: small enough that an instance which touches little keeps little, large
    /// enough that the lists of chunks stay short. Divides a page of WebAssembly memory.
    static final int CHUNK_BYTES = 4096;

    /// Chunks in a page of WebAssembly memory.
    static final int PAGE_CHUNKS = GuestMemory.PAGE_BYTES / CHUNK_BYTES;

    /// The chunk of all memory that was never written to.
    static final byte[] ZERO = new byte[CHUNK_BYTES];

    /// A memory of zeros.
    static final MemoryImage EMPTY = new MemoryImage(new byte[0][]);

    private final byte[][] chunks;

    private MemoryImage(byte[][] chunks) {
        this.chunks = chunks;
    }

    /// The image of a module with these data segments. The gate has made sure that they lie within
    /// the memory.
    public static MemoryImage of(DataSegment[] segments) {
        long end = 0;
        for (DataSegment segment : segments) {
            if (segment instanceof ActiveDataSegment active) {
                long from = Integer.toUnsignedLong(offset(active));
                end = Math.max(end, from + active.data().length);
            }
        }
        int pages = (int) Math.ceilDiv(end, GuestMemory.PAGE_BYTES);
        CowMemory memory = new CowMemory(new MemoryLimits(pages, pages), EMPTY);
        apply(segments, memory);
        return new MemoryImage(memory.chunks());
    }

    /// Fills a list of chunks with those of the image, and zeros behind them.
    void show(byte[][] list) {
        System.arraycopy(chunks, 0, list, 0, chunks.length);
        Arrays.fill(list, chunks.length, list.length, ZERO);
    }

    /// Whether this is the shared chunk of zeros, not just one that looks like it.
    @SuppressWarnings("ReferenceEquality")
    static boolean isZero(byte[] chunk) {
        return chunk == ZERO;
    }

    /// Writes the active segments.
    static void apply(DataSegment[] segments, GuestMemory memory) {
        for (DataSegment segment : segments) {
            if (segment instanceof ActiveDataSegment active) {
                memory.write(offset(active), active.data(), 0, active.data().length);
            }
        }
    }

    /// Forgets the active segments: once they are in the memory, `memory.init` finds them empty.
    ///
    /// @param segments those of one instance, which no other shares
    static void dropActive(DataSegment[] segments) {
        for (int i = 0; i < segments.length; i++) {
            if (segments[i] instanceof ActiveDataSegment) {
                segments[i] = PassiveDataSegment.EMPTY;
            }
        }
    }

    /// Where an active data segment goes. The gate has made sure that it is a constant.
    private static int offset(ActiveDataSegment segment) {
        Instruction first = segment.offsetInstructions().getFirst();
        if (first.opcode() != OpCode.I32_CONST) {
            throw new IllegalStateException("the gate passed the data offset " + first);
        }
        return (int) first.operand(0);
    }
}
