package io.edgeless.fuzzing;

import java.nio.charset.StandardCharsets;

/// A target that can be broken.
final class TimidFuzz implements FuzzTarget {

    @Override
    public void fuzz(byte[] input) {
        if (new String(input, StandardCharsets.ISO_8859_1).contains("x")) {
            throw new IllegalStateException("is afraid of x");
        }
    }

    @Override
    public int mutantsInBuild() {
        return 2_000;
    }
}
