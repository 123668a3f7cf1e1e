package io.edgeless.world;

import java.util.concurrent.atomic.LongAdder;

/// A number that only grows while the program runs. Safe for concurrent use, cheap enough for every
/// event.
public final class Counter implements Measured {

    /// Counted by many threads at once.
    private final LongAdder total = new LongAdder();

    Counter() {}

    /// Counts.
    ///
    /// @param more from 0
    public void add(long more) {
        total.add(more);
    }

    /// What was counted so far.
    public long total() {
        return total.sum();
    }

    @Override
    public Reading reading() {
        return new Reading.Total(total());
    }
}
