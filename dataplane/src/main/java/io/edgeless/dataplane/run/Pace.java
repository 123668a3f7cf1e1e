package io.edgeless.dataplane.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// How long the events of one function class take, and so where they run: those of a class that has
/// shown to be quick on virtual threads, all others on platform threads, where an endless one hurts
/// nobody and its CPU time can be measured. Shared by the instances of the class on a node. Safe
/// for concurrent use.
///
/// A class begins on platform threads. It changes after some quick events in a row, and changes
/// back with its first long one; after that it has to be quick for longer.
public final class Pace {

    /// An event in the guest for longer than this is long.
    static final long LONG_NANOS = Duration.ofMillis(20).toNanos();

    /// Quick events in a row that prove a new class.
    static final int PROBATION_EVENTS = 32;

    /// Quick events in a row after a long one.
    static final int RECOVERY_EVENTS = 256;

    /// Quick events that are still missing; 0 when the class is quick. Changed by all its
    /// instances.
    private final AtomicInteger missing = new AtomicInteger(PROBATION_EVENTS);

    /// Whether its next event is to run on a virtual thread.
    public boolean isQuick() {
        return missing.get() == 0;
    }

    /// An event has ended after this time in the guest.
    public void handled(long guestNanos) {
        if (guestNanos > LONG_NANOS) {
            tookLong();
        } else if (missing.get() > 0) {
            missing.updateAndGet(left -> Math.max(0, left - 1));
        }
    }

    /// An event takes long, and may go on doing so.
    public void tookLong() {
        missing.set(RECOVERY_EVENTS);
    }
}
