package io.edgeless.controller.domains;

import io.edgeless.api.model.DomainUpdate;

import java.time.Duration;

/// How long a domain is considered alive, counted by the controller's own monotonic clock.
///
/// An orchestrator of ours says how long. One of v1.2 sends a deadline by its own wall clock, which
/// may be hours off; its lease is 2.5 times the period between its registrations as seen from here.
/// Its deadlines still tell when it leaves: one that is 0 or lies before the last one.
///
/// @param periodNanos observed between registrations; 0 after the first one
record Lease(long heardNanos, long periodNanos, long lengthNanos, long senderDeadlineSec) {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// Bounds of what an orchestrator of ours may ask for: below, a hiccup would be a loss; above,
    /// a loss would not be noticed by the people waiting for it.
    private static final long ASKED_MIN = SECOND;

    private static final long ASKED_MAX = 600 * SECOND;

    /// Bounds for v1.2, whose template refreshes every 2 s.
    private static final long OBSERVED_MIN = 3 * SECOND;

    private static final long OBSERVED_MAX = 60 * SECOND;

    /// Before a period could be observed: 2.5 times twice the template's.
    private static final long UNOBSERVED = 10 * SECOND;

    static Lease first(long now, DomainUpdate update) {
        return new Lease(now, 0, length(update, 0), update.refreshDeadlineSec());
    }

    Lease renewed(long now, DomainUpdate update) {
        // A duplicated message comes at once after the original; it must not shorten the lease
        // much.
        long period = Math.max(now - heardNanos, periodNanos / 2);
        return new Lease(now, period, length(update, period), update.refreshDeadlineSec());
    }

    private static long length(DomainUpdate update, long period) {
        if (update.lease().isPresent()) {
            Duration asked = update.lease().get();
            boolean huge = asked.compareTo(Duration.ofNanos(ASKED_MAX)) > 0;
            return huge ? ASKED_MAX : Math.max(ASKED_MIN, asked.toNanos());
        }
        return period == 0 ? UNOBSERVED : Math.clamp(period * 5 / 2, OBSERVED_MIN, OBSERVED_MAX);
    }

    boolean isOver(long now) {
        return now - heardNanos > lengthNanos;
    }

    /// Whether a registration and a half are missing.
    boolean isSuspect(long now) {
        return now - heardNanos > lengthNanos / 5 * 3;
    }

    /// Whether the update of the same process says goodbye.
    boolean isLeave(DomainUpdate update) {
        return isFirstLeave(update)
                || (update.lease().isEmpty() && update.refreshDeadlineSec() < senderDeadlineSec);
    }

    /// Whether an update that nothing came before says goodbye.
    static boolean isFirstLeave(DomainUpdate update) {
        return update.lease().isEmpty() && update.refreshDeadlineSec() == 0;
    }
}
