package io.edgeless.runtime.wasm;

import java.util.Arrays;
import java.util.Random;

/// Makes broken modules of a good one.
public final class Mutants {

    private static final byte[] TELLING = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF, 0x0B, 0x40, 2};

    private Mutants() {}

    /// One to four bytes changed, left out or repeated.
    public static byte[] of(byte[] module, Random random) {
        byte[] mutant = module.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mutant.length);
            mutant =
                    switch (random.nextInt(5)) {
                        case 0 -> without(mutant, at, 1 + random.nextInt(3));
                        case 1 -> repeated(mutant, at);
                        case 2 -> changed(mutant, at, TELLING[random.nextInt(TELLING.length)]);
                        case 3 ->
                                changed(mutant, at, (byte) (mutant[at] ^ (1 << random.nextInt(8))));
                        default -> changed(mutant, at, (byte) random.nextInt());
                    };
        }
        return mutant;
    }

    private static byte[] changed(byte[] module, int at, byte value) {
        module[at] = value;
        return module;
    }

    private static byte[] without(byte[] module, int at, int count) {
        int left = Math.min(count, module.length - at);
        byte[] shorter = Arrays.copyOf(module, module.length - left);
        System.arraycopy(module, at + left, shorter, at, shorter.length - at);
        return shorter.length == 0 ? module : shorter;
    }

    private static byte[] repeated(byte[] module, int at) {
        byte[] longer = Arrays.copyOf(module, module.length + 1);
        System.arraycopy(module, at, longer, at + 1, module.length - at);
        return longer;
    }
}
