package io.edgeless.bench.fuzz;

import java.time.Duration;

/// Shares the time among the targets, what it takes to start the fuzzer included, as far as the
/// targets before show: so that all end about when they should. Used by one thread.
final class Schedule {

    /// Less finds nothing.
    static final Duration SHARE_MIN = Duration.ofSeconds(5);

    /// Until the first target has shown it.
    private static final Duration OVERHEAD_FIRST = Duration.ofSeconds(8);

    private final Duration all;
    private int targetsLeft;
    private int targetsDone;
    private Duration overhead = Duration.ZERO;
    private Duration elapsed = Duration.ZERO;

    Schedule(Duration all, int targets) {
        this.all = all;
        this.targetsLeft = targets;
    }

    /// How long the next target may try inputs.
    Duration share() {
        Duration slot = all.minus(elapsed).dividedBy(Math.max(1, targetsLeft));
        Duration start = targetsDone == 0 ? OVERHEAD_FIRST : overhead.dividedBy(targetsDone);
        Duration share = slot.minus(start);
        return share.compareTo(SHARE_MIN) < 0 ? SHARE_MIN : share;
    }

    /// A target has ended.
    ///
    /// @param share it had
    /// @param took from its start to its end
    void ran(Duration share, Duration took) {
        targetsLeft--;
        targetsDone++;
        elapsed = elapsed.plus(took);
        Duration more = took.minus(share);
        overhead = overhead.plus(more.isNegative() ? Duration.ZERO : more);
    }
}
