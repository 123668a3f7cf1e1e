package io.edgeless.runtime.wasm.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import run.endive.runtime.Instance;
import run.endive.runtime.TrapException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.PassiveDataSegment;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// Both kinds of memory against each other: the same operations must have the same results, the
/// same traps with the same words, and leave the same bytes.
class GuestMemoryTest {

    private static final int PAGE = GuestMemory.PAGE_BYTES;
    private static final int CHUNK = MemoryImage.CHUNK_BYTES;
    private static final int PAGES_MAX = 4;
    private static final MemoryLimits LIMITS = new MemoryLimits(2, PAGES_MAX);

    private final DataSegment[] declared = {
        segment(100, bytes(50)),
        segment(CHUNK - 3, bytes(2 * CHUNK + 7)),
        new PassiveDataSegment(bytes(300)),
        segment(2 * PAGE - 5, bytes(5)),
    };
    private final MemoryImage image = MemoryImage.of(declared);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomOperations_onBothKinds_areTheSame(long seed) {
        Random random = new Random(seed);
        GuestMemory flat = initialized(MemoryKind.FLAT);
        GuestMemory cow = initialized(MemoryKind.COPY_ON_WRITE);

        for (int i = 0; i < 20_000; i++) {
            Function<GuestMemory, Object> operation = operation(random);
            assertThat(result(cow, operation))
                    .as("operation %d of seed %d", i, seed)
                    .isEqualTo(result(flat, operation));
            if (i % 1000 == 0) {
                assertSame(cow, flat);
            }
        }
        assertSame(cow, flat);
        assertSame(initialized(MemoryKind.COPY_ON_WRITE), initialized(MemoryKind.FLAT));
    }

    @Test
    void image_isNeverWrittenTo() {
        GuestMemory first = initialized(MemoryKind.COPY_ON_WRITE);
        byte[] before = first.readBytes(0, first.sizeBytes());

        first.fill((byte) 7, 0, 2 * PAGE);
        first.grow(1);
        first.fill((byte) 9, 2 * PAGE, 3 * PAGE);

        GuestMemory second = initialized(MemoryKind.COPY_ON_WRITE);
        assertThat(second.readBytes(0, second.sizeBytes())).isEqualTo(before);
        second.grow(1);
        assertThat(second.readBytes(2 * PAGE, PAGE)).containsOnly(0);
    }

    @Test
    void heldBytes_countWhatWasWritten() {
        GuestMemory memory = initialized(MemoryKind.COPY_ON_WRITE);
        long before = memory.heldBytes();

        memory.writeI32(PAGE, 1);
        memory.writeI32(PAGE + 4, 1);
        memory.writeLong(PAGE + 5 * CHUNK - 4, 1);
        memory.fill((byte) 0, PAGE + 8 * CHUNK, PAGE + 9 * CHUNK);

        assertThat(memory.heldBytes() - before).isEqualTo(3L * CHUNK);
    }

    @Test
    void segments_onceInMemory_areEmpty() {
        for (MemoryKind kind : MemoryKind.values()) {
            GuestMemory memory = initialized(kind);
            memory.initPassiveSegment(0, 0, 0, 0);
            assertThatThrownBy(() -> memory.initPassiveSegment(0, 0, 0, 1))
                    .isInstanceOf(TrapException.class);
            memory.drop(2);
            assertThatThrownBy(() -> memory.initPassiveSegment(2, 0, 0, 1))
                    .isInstanceOf(TrapException.class);
        }
    }

    @Test
    void zero_afterUse_forgetsEverything() {
        for (MemoryKind kind : MemoryKind.values()) {
            GuestMemory memory = initialized(kind);
            memory.writeLong(3 * CHUNK - 2, -1);
            memory.zero();
            assertThat(memory.readBytes(0, memory.sizeBytes())).containsOnly(0);
        }
    }

    @Test
    void adopt_takesBytesAndSize() {
        GuestMemory cow = initialized(MemoryKind.COPY_ON_WRITE);
        cow.grow(1);
        cow.writeLong(3 * PAGE - 8, 42);
        FlatMemory flat = (FlatMemory) initialized(MemoryKind.FLAT);

        flat.adopt(cow);

        assertSame(cow, flat);
        assertThat(flat.grow(1)).isEqualTo(3);
        assertThat(flat.grow(1)).isEqualTo(-1);
    }

    private Function<GuestMemory, Object> operation(Random random) {
        int at = address(random);
        int from = address(random);
        int size = size(random);
        long value = random.nextLong();
        return switch (random.nextInt(20)) {
            case 0, 1 -> memory -> done(() -> memory.writeByte(at, (byte) value));
            case 2 -> memory -> done(() -> memory.writeShort(at, (short) value));
            case 3, 4 -> memory -> done(() -> memory.writeI32(at, (int) value));
            case 5, 6 -> memory -> done(() -> memory.writeLong(at, value));
            case 7 -> memory -> done(() -> memory.writeF32(at, Float.intBitsToFloat((int) value)));
            case 8 -> memory -> done(() -> memory.writeF64(at, Double.longBitsToDouble(value)));
            case 9 -> memory -> memory.read(at);
            case 10 -> memory -> memory.readShort(at) + memory.readU16(at);
            case 11 -> memory -> memory.readInt(at) + memory.readF32(at);
            case 12 -> memory -> memory.readLong(at) + memory.readF64(at);
            case 13 -> memory -> Float.floatToRawIntBits(memory.readFloat(at));
            case 14 -> memory -> Double.doubleToRawLongBits(memory.readDouble(at));
            case 15 -> memory -> Arrays.hashCode(memory.readBytes(at, size));
            case 16 -> memory -> done(() -> memory.fill((byte) (value & 1), at, at + size));
            case 17 -> memory -> done(() -> memory.copy(at, from, size));
            case 18 ->
                    memory -> done(() -> memory.initPassiveSegment(2, at, (int) value & 255, size));
            default -> rare(random, at, size);
        };
    }

    private Function<GuestMemory, Object> rare(Random random, int at, int size) {
        int pages = random.nextInt(400) == 0 ? 1 : 0;
        byte[] data = bytes(random.nextInt(3 * CHUNK));
        int offset = random.nextInt(5) - 1;
        return random.nextBoolean()
                ? memory -> memory.grow(pages) * 100 + memory.pages()
                : memory -> done(() -> memory.write(at, data, offset, size));
    }

    /// Mostly in memory, often where chunks or the memory end.
    private static int address(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextInt();
            case 1 -> PAGE * random.nextInt(PAGES_MAX + 1) - random.nextInt(10);
            case 2, 3, 4 -> CHUNK * random.nextInt(33) - random.nextInt(10);
            default -> random.nextInt(2 * PAGE);
        };
    }

    private static int size(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> random.nextInt();
            case 2, 3 -> random.nextInt(3 * CHUNK);
            case 4 -> CHUNK;
            default -> random.nextInt(64);
        };
    }

    private static Object result(GuestMemory memory, Function<GuestMemory, Object> operation) {
        try {
            return operation.apply(memory);
        } catch (TrapException trap) {
            return String.valueOf(trap.getMessage());
        }
    }

    private static Object done(Runnable operation) {
        operation.run();
        return "done";
    }

    private static void assertSame(GuestMemory one, GuestMemory other) {
        assertThat(one.pages()).isEqualTo(other.pages());
        assertThat(one.readBytes(0, one.sizeBytes()))
                .isEqualTo(other.readBytes(0, other.sizeBytes()));
    }

    /// As the engine does it.
    private GuestMemory initialized(MemoryKind kind) {
        GuestMemory memory = kind.make(LIMITS, image);
        memory.zero();
        memory.initialize(noInstance(), declared.clone());
        return memory;
    }

    /// The memories ask nothing of the instance.
    @SuppressWarnings("NullAway")
    private static Instance noInstance() {
        return null;
    }

    private static DataSegment segment(int address, byte[] bytes) {
        Instruction constant = new Instruction(0, OpCode.I32_CONST, new long[] {address});
        return new ActiveDataSegment(0, List.of(constant), bytes);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
