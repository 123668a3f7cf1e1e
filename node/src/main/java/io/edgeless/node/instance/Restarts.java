package io.edgeless.node.instance;

import java.time.Duration;

/// When a broken function is started again: after 0.1 s at first, twice as long each time up to 30
/// s; after a minute without a failure from the beginning. Used under its owner's lock.
final class Restarts {

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LAST_DELAY = Duration.ofSeconds(30);
    private static final Duration FORGIVEN_AFTER = Duration.ofSeconds(60);

    private int count;
    private int consecutive;
    private long lastFailureNanos;

    /// Notes a failure; how long to wait before the next start.
    Duration failed(long nowNanos) {
        if (count > 0 && nowNanos - lastFailureNanos > FORGIVEN_AFTER.toNanos()) {
            consecutive = 0;
        }
        lastFailureNanos = nowNanos;
        count++;
        consecutive++;
        long doubled = FIRST_DELAY.toMillis() << Math.min(consecutive - 1, 20);
        return Duration.ofMillis(Math.min(doubled, LAST_DELAY.toMillis()));
    }

    /// Failures so far.
    int count() {
        return count;
    }
}
