package io.edgeless.orchestrator.nodes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Slows eviction down when half of the nodes vanish at once: that is more likely a fault of the
/// network around the orchestrator than of the nodes, and moving everything onto the survivors
/// would bring them down too.
final class Brake {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /// Losses within this time count as one event.
    private static final long WINDOW = 10 * SECOND;

    /// Evictions are held this long, then let through one by one.
    private static final long HOLD = 30 * SECOND;

    private static final long PACE = SECOND;

    /// Below, losing half of them is losing one.
    private static final int NODES_MIN = 4;

    private final Deque<Long> evictions = new ArrayDeque<>();
    private boolean braking;
    private long releasedFrom;

    /// How many of the overdue nodes may be evicted now.
    ///
    /// @param nodes all that are not evicted, with the overdue ones
    int allow(long now, int overdue, int nodes) {
        while (!evictions.isEmpty() && now - evictions.getFirst() > WINDOW) {
            evictions.removeFirst();
        }
        if (overdue == 0) {
            braking = false;
            return 0;
        }
        int all = nodes + evictions.size();
        boolean mass = all >= NODES_MIN && (overdue + evictions.size()) * 2 >= all;
        if (mass && !braking) {
            braking = true;
            releasedFrom = now + HOLD;
        }
        if (!braking) {
            return overdue;
        }
        return now - releasedFrom >= 0 ? 1 : 0;
    }

    /// Notes an eviction.
    void evicted(long now) {
        evictions.addLast(now);
        if (braking) {
            releasedFrom = Math.max(releasedFrom, now) + PACE;
        }
    }

    boolean isBraking() {
        return braking;
    }
}
