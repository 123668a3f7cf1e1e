package io.edgeless.orchestrator.placement;

/// Any number of random numbers out of the one that came with an input: the same one gives the same
/// numbers. The generator is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
/// generators, 2014).
public final class Draw {

    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;

    private long state;

    public Draw(long seed) {
        this.state = seed;
    }

    /// From 0 (inclusive) to 1 (exclusive).
    double fraction() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /// From 0 (inclusive) to bound (exclusive); bound from 1.
    int index(int bound) {
        return (int) (fraction() * bound);
    }

    private long next() {
        state += GAMMA;
        long mixed = (state ^ (state >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }
}
