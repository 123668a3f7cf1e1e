package io.edgeless.world;

import java.util.concurrent.atomic.LongAdder;

/// A number that rises and falls. Safe for concurrent use.
public final class Gauge implements Measured {

    /// Changed by many threads at once.
    private final LongAdder level = new LongAdder();

    Gauge() {}

    /// Raises it, or lowers it by a negative number.
    public void add(long change) {
        level.add(change);
    }

    @Override
    public Reading reading() {
        return new Reading.Level(level.sum());
    }
}
