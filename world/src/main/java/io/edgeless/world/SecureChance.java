package io.edgeless.world;

import java.security.SecureRandom;

/// Randomness that nobody can guess.
final class SecureChance implements Chance {

    private final SecureRandom random = new SecureRandom();

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public int nextInt(int bound) {
        return random.nextInt(bound);
    }
}
