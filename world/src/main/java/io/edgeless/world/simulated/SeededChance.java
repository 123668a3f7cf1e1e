package io.edgeless.world.simulated;

import io.edgeless.world.Chance;

import java.util.Random;

/// Numbers that look random and are the same for the same seed. Safe for concurrent use (then in an
/// order that is not).
public final class SeededChance implements Chance {

    private final Random random;

    public SeededChance(long seed) {
        random = new Random(seed);
    }

    @Override
    public synchronized long nextLong() {
        return random.nextLong();
    }

    @Override
    public synchronized int nextInt(int bound) {
        return random.nextInt(bound);
    }
}
