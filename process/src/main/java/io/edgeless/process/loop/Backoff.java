package io.edgeless.process.loop;

import java.time.Duration;

/// Waits between repeats of something that failed: doubled each time from a tenth of a second (a
/// blip) up to half a minute (short beside what a person would wait for a repair). Part of a core;
/// used by its thread only.
public final class Backoff {

    private static final long FIRST = Duration.ofMillis(100).toNanos();
    private static final long LAST = Duration.ofSeconds(30).toNanos();

    /// The doubling ends here, far beyond the longest wait.
    private static final int DOUBLINGS_MAX = 16;

    private int failures;
    private long until;

    /// Whether it may be tried (again).
    public boolean isOver(long now) {
        return failures == 0 || now - until >= 0;
    }

    /// Notes a failure.
    public void failed(long now) {
        long wait = Math.min(LAST, FIRST << Math.min(failures, DOUBLINGS_MAX));
        failures++;
        until = now + wait;
    }

    /// Forgets the failures: it succeeded, or there is a new reason to try.
    public void reset() {
        failures = 0;
    }

    /// Failures in a row.
    public int failures() {
        return failures;
    }
}
