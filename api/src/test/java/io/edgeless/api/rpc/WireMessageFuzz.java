package io.edgeless.api.rpc;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.api.rpc.EveryConversion.Conversion;
import io.edgeless.fuzzing.Choices;
import io.edgeless.fuzzing.FuzzTarget;

/// Messages of the wire built field by field, with values that nobody means.
final class WireMessageFuzz implements FuzzTarget {

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        var choices = new Choices(input);
        Conversion<?, ?> conversion = choices.one(EveryConversion.ALL);
        conversion.check(
                new MessageChoices(choices)
                        .message(conversion.empty().getDescriptorForType())
                        .toByteArray());
    }

    @Override
    public int mutantsInBuild() {
        return 1_500;
    }
}
