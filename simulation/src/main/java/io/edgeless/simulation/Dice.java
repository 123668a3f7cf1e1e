package io.edgeless.simulation;

import java.util.List;
import java.util.Random;
import java.util.UUID;

/// All randomness of one simulation: the same seed gives the same throws in the same order.
final class Dice {

    private final Random random;

    Dice(long seed) {
        random = new Random(seed);
    }

    /// From 0 (inclusive) to bound (exclusive).
    int below(int bound) {
        return random.nextInt(bound);
    }

    /// From the first to the last, both inclusive.
    long between(long first, long last) {
        return first + (long) (random.nextDouble() * (last - first + 1));
    }

    /// True so many times in a thousand.
    boolean permille(int times) {
        return times > 0 && random.nextInt(1_000) < times;
    }

    boolean isHeads() {
        return random.nextBoolean();
    }

    long bits() {
        return random.nextLong();
    }

    UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
