package io.edgeless.api.rpc;

import java.time.Duration;
import java.util.Optional;

/// Numbers of the wire. Java has no unsigned types, so that a large one would arrive as a negative
/// one; nobody means such a value, hence it is read as the largest one that can be calculated with.
final class WireNumbers {

    /// The year 2242, 2^33 s: still far below the limit of a long when counted in ns.
    static final long EPOCH_SEC_MAX = 1L << 33;

    /// Longest lease a peer gets: the longest in use is that of CoAP nodes, one day.
    static final Duration LEASE_MAX = Duration.ofDays(1);

    /// Longest deadline an event may carry; counted in ns it is far below the limit of a long.
    static final long DEADLINE_LEFT_MILLIS_MAX = Duration.ofDays(1).toMillis();

    private static final long NANOS_PER_SEC = 1_000_000_000L;

    private WireNumbers() {}

    static int count(int unsigned) {
        return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
    }

    static long count(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }

    static long epochSec(long unsigned) {
        return Math.min(count(unsigned), EPOCH_SEC_MAX);
    }

    static long deadlineLeftMillis(long unsigned) {
        return Math.min(count(unsigned), DEADLINE_LEFT_MILLIS_MAX);
    }

    /// Zero stands for absent.
    static Optional<Duration> lease(long unsignedMillis) {
        return unsignedMillis == 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofMillis(Math.min(count(unsignedMillis), LEASE_MAX.toMillis())));
    }

    /// At least 1 when there is a lease, because 0 stands for absent.
    static long leaseMillis(Optional<Duration> lease) {
        return lease.map(asked -> asked.compareTo(LEASE_MAX) > 0 ? LEASE_MAX : asked)
                .map(asked -> Math.max(1, asked.toMillis()))
                .orElse(0L);
    }

    static long epochNanos(long secs, int unsignedNanos) {
        long bounded = Math.clamp(secs, -EPOCH_SEC_MAX, EPOCH_SEC_MAX);
        return bounded * NANOS_PER_SEC + Math.min(count(unsignedNanos), NANOS_PER_SEC - 1);
    }

    static long secsOf(long epochNanos) {
        return Math.floorDiv(epochNanos, NANOS_PER_SEC);
    }

    static int nanosOf(long epochNanos) {
        return (int) Math.floorMod(epochNanos, NANOS_PER_SEC);
    }
}
