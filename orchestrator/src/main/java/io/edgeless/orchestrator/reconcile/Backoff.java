package io.edgeless.orchestrator.reconcile;

import java.time.Duration;

/// Waits between repeats of something that failed: doubled each time from a tenth of a second up to
/// half a minute.
final class Backoff {

    private static final long FIRST = Duration.ofMillis(100).toNanos();
    private static final long LAST = Duration.ofSeconds(30).toNanos();

    private int failures;
    private long until;

    boolean isOver(long now) {
        return failures == 0 || now - until >= 0;
    }

    void failed(long now) {
        long wait = Math.min(LAST, FIRST << Math.min(failures, 16));
        failures++;
        until = now + wait;
    }

    void reset() {
        failures = 0;
    }

    int failures() {
        return failures;
    }
}
