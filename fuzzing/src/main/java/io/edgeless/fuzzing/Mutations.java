package io.edgeless.fuzzing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Seeds with damage, the same for the same seed of chance: bits, numbers at the edges of their
/// type, parts that are lost, doubled or from another seed. Used by one thread.
public final class Mutations {

    /// Also as large as the fuzzer makes its inputs.
    private static final int BYTES_MAX = 64 << 10;

    private static final int STEPS_MAX = 4;
    private static final int PART_BYTES_MAX = 32;

    /// Ends of ranges, of encodings and of patience.
    private static final List<byte[]> EDGES =
            List.of(
                    new byte[] {0},
                    new byte[] {-1},
                    new byte[] {0x7f},
                    new byte[] {-1, -1, -1, -1},
                    new byte[] {0x7f, -1, -1, -1},
                    new byte[] {-128, 0, 0, 0},
                    new byte[] {-1, -1, -1, -1, 0x0f},
                    new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
                    new byte[] {(byte) 0xc3, 0x28},
                    new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                    text("-9223372036854775808"),
                    text("99999999999999999999"),
                    text("1e400"),
                    text("nan"),
                    text("null"),
                    text("\\u0000"),
                    text("\"\"[]{},:"),
                    text("../"),
                    text("\r\n"));

    private final List<byte[]> seeds;
    private final Random random;

    public Mutations(List<byte[]> seeds, long seedOfChance) {
        this.seeds = List.copyOf(seeds);
        random = new Random(seedOfChance);
    }

    /// The next changed input.
    public byte[] next() {
        byte[] bytes = anySeed();
        for (int i = random.nextInt(STEPS_MAX); i >= 0; i--) {
            bytes = step(bytes);
        }
        return bytes.length <= BYTES_MAX ? bytes : Arrays.copyOf(bytes, BYTES_MAX);
    }

    private byte[] anySeed() {
        return seeds.isEmpty() ? new byte[0] : seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] step(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(PART_BYTES_MAX));
        return switch (random.nextInt(9)) {
            case 0 -> replaced(bytes, at, Math.min(at + 1, bytes.length), oneByte());
            case 1 -> flipped(bytes, at);
            case 2 -> replaced(bytes, at, end, new byte[0]);
            case 3 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 4 -> replaced(bytes, at, at, edge());
            case 5 -> overwritten(bytes, at, edge());
            case 6 -> Arrays.copyOf(bytes, at);
            case 7 -> replaced(bytes, at, bytes.length, tail(anySeed()));
            default -> replaced(bytes, at, at, noise());
        };
    }

    private static byte[] replaced(byte[] bytes, int begin, int end, byte[] part) {
        byte[] changed = new byte[bytes.length - (end - begin) + part.length];
        System.arraycopy(bytes, 0, changed, 0, begin);
        System.arraycopy(part, 0, changed, begin, part.length);
        System.arraycopy(bytes, end, changed, begin + part.length, bytes.length - end);
        return changed;
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        if (at < changed.length) {
            changed[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return changed;
    }

    private static byte[] overwritten(byte[] bytes, int at, byte[] part) {
        return replaced(bytes, at, Math.min(bytes.length, at + part.length), part);
    }

    private byte[] oneByte() {
        return new byte[] {(byte) random.nextInt(256)};
    }

    private byte[] edge() {
        return EDGES.get(random.nextInt(EDGES.size()));
    }

    private byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, random.nextInt(bytes.length + 1), bytes.length);
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(PART_BYTES_MAX)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
