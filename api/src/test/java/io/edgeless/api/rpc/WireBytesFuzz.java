package io.edgeless.api.rpc;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.api.rpc.EveryConversion.Conversion;
import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.FuzzTarget;

import java.util.Arrays;

/// Bytes as any message of the wire; the first one says which.
final class WireBytesFuzz implements FuzzTarget {

    private static final long ALLOCATED_MAX = 64 << 20;

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Conversion<?, ?> conversion =
                EveryConversion.ALL.get((input[0] & 0xff) % EveryConversion.ALL.size());
        byte[] message = Arrays.copyOfRange(input, 1, input.length);
        Allocation.within(
                ALLOCATED_MAX,
                () -> {
                    conversion.check(message);
                    return message;
                });
    }

    @Override
    public int mutantsInBuild() {
        return 1_500;
    }
}
