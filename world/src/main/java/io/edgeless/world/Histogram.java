package io.edgeless.world;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// Counts durations in fixed buckets: 0.1 s to 1.0 s in steps of 0.1 s, and one for all longer
/// ones. Safe for concurrent use, cheap enough for every event.
public final class Histogram implements Measured {

    private static final int STEPS = 10;
    private static final double STEPS_PER_SECOND = 10;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long STEP_NANOS = 100_000_000;

    /// Each counted by many threads at once.
    private final LongAdder[] counts = new LongAdder[STEPS + 1];

    /// Changed by many threads at once.
    private final DoubleAdder sumSeconds = new DoubleAdder();

    Histogram() {
        for (int step = 0; step <= STEPS; step++) {
            counts[step] = new LongAdder();
        }
    }

    /// Counts one duration; a negative one counts as 0.
    public void observeNanos(long nanos) {
        long duration = Math.max(0, nanos);
        // A duration of exactly one step belongs to that step, hence the one off.
        long step = duration == 0 ? 0 : Math.min(STEPS, (duration - 1) / STEP_NANOS);
        counts[(int) step].increment();
        sumSeconds.add(duration / NANOS_PER_SECOND);
    }

    @Override
    public Reading reading() {
        List<Reading.Bucket> buckets = new ArrayList<>();
        long count = 0;
        for (int step = 0; step <= STEPS; step++) {
            count += counts[step].sum();
            double bound = step < STEPS ? (step + 1) / STEPS_PER_SECOND : Double.POSITIVE_INFINITY;
            buckets.add(new Reading.Bucket(bound, count));
        }
        return new Reading.Distribution(buckets, sumSeconds.sum());
    }
}
