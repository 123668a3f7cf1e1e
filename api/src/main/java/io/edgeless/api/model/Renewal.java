package io.edgeless.api.model;

import java.time.Duration;

/// How long what is reported again at every interval, a node or a domain, is good for.
public final class Renewal {

    /// As v1.2: a peer of that version forgets whom it does not hear for so many intervals.
    private static final int INTERVALS_TO_DEADLINE = 2;

    /// The lease in halves of an interval.
    private static final int LEASE_HALF_INTERVALS = 5;

    private Renewal() {}

    /// The lease to ask for: after 2.5 intervals without a report whoever reports is taken for
    /// dead, so that one report may be lost.
    public static Duration lease(Duration interval) {
        return interval.multipliedBy(LEASE_HALF_INTERVALS).dividedBy(2);
    }

    /// The deadline for peers of v1.2, in s since 1970.
    ///
    /// @param nowSec of the report
    public static long deadlineSec(long nowSec, Duration interval) {
        return nowSec + INTERVALS_TO_DEADLINE * interval.toSeconds();
    }
}
