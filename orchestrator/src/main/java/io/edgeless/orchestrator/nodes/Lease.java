package io.edgeless.orchestrator.nodes;

import io.edgeless.api.model.NodeUpdate;

import java.time.Duration;

/// How long a node is considered alive, counted by the orchestrator's own monotonic clock.
///
/// A node of ours says how long: 2.5 times the period of its renewals, so that it is suspect, after
/// three fifths of it, when one renewal and a half are missing. A v1.2 node sends a deadline by its
/// own wall clock, which may be hours off; its lease is 2.5 times the period between its renewals
/// as seen from here.
///
/// @param heardNanos when it was last heard
/// @param periodNanos between renewals: two fifths of what its node asked for, or as it was seen
/// @param lengthNanos after this time without being heard it is dead
public record Lease(long heardNanos, long periodNanos, long lengthNanos) {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// Bounds of what a node of ours may ask for: below, a hiccup would be a loss; above, a loss
    /// would not be noticed by the people waiting for it.
    private static final long ASKED_MIN = SECOND / 4;

    private static final long ASKED_MAX = 1_500 * SECOND;

    /// Bounds for a lease of a v1.2 node, whose template renews every 2 s.
    private static final long OBSERVED_MIN = 3 * SECOND;

    private static final long OBSERVED_MAX = 60 * SECOND;

    /// Before a period could be observed; also the least then, since a first renewal may be late.
    private static final long UNOBSERVED_MIN = 10 * SECOND;

    /// The lease of a node known from the disk that has not been heard of in this life.
    static Lease expected(long now, long lengthNanos) {
        return new Lease(now, lengthNanos * 2 / 5, lengthNanos);
    }

    /// The lease after the first update of a node.
    ///
    /// @param wallSec the orchestrator's wall clock; only a hint at the node's interval
    static Lease first(long now, long wallSec, NodeUpdate update) {
        if (isAsked(update)) {
            return asked(now, update.lease().orElseThrow());
        }
        // A v1.2 node's deadline is two intervals ahead.
        long hint = Math.clamp(update.refreshDeadlineSec() - wallSec, 0, 60) * SECOND * 5 / 4;
        return new Lease(now, 0, Math.clamp(hint, UNOBSERVED_MIN, OBSERVED_MAX));
    }

    Lease renewed(long now, NodeUpdate update) {
        if (isAsked(update)) {
            return asked(now, update.lease().orElseThrow());
        }
        // A duplicated message comes at once after the original; it must not shorten the lease
        // much.
        long period = Math.max(now - heardNanos, periodNanos / 2);
        return new Lease(now, period, Math.clamp(period * 5 / 2, OBSERVED_MIN, OBSERVED_MAX));
    }

    private static Lease asked(long now, Duration lease) {
        boolean huge = lease.compareTo(Duration.ofNanos(ASKED_MAX)) > 0;
        return expected(now, huge ? ASKED_MAX : Math.max(ASKED_MIN, lease.toNanos()));
    }

    /// Whether the node says how long it is to be considered alive.
    static boolean isAsked(NodeUpdate update) {
        return update.lease().filter(Duration::isPositive).isPresent();
    }

    boolean isOver(long now) {
        return now - heardNanos > lengthNanos;
    }

    boolean isSuspect(long now) {
        return now - heardNanos > lengthNanos * 3 / 5;
    }
}
