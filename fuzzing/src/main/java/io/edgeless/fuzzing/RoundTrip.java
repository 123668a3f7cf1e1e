package io.edgeless.fuzzing;

import java.util.Optional;
import java.util.function.Function;

/// What is true of every codec.
public final class RoundTrip {

    private RoundTrip() {}

    /// Any bytes are no value, or one that is complete and the same when it was written and read
    /// again.
    ///
    /// @throws AssertionError when they are something else
    public static <V> void check(
            byte[] input, Function<byte[], Optional<V>> decode, Function<V, byte[]> encode) {
        Optional<V> value = decode.apply(input);
        if (value.isPresent()) {
            Completeness.check(value.get());
            Optional<V> again = decode.apply(encode.apply(value.get()));
            if (!again.equals(value)) {
                throw new AssertionError("was " + value + " and became " + again);
            }
        }
    }
}
