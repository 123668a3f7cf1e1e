package io.edgeless.controller.reconcile;

import java.time.Duration;

/// Waits between repeats of something that failed: doubled each time from a quarter of a second (a
/// blip) up to half a minute (short beside what a person would wait for a repair).
final class Backoff {

    private static final long FIRST = Duration.ofMillis(250).toNanos();
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

    void succeeded() {
        failures = 0;
    }

    int failures() {
        return failures;
    }
}
