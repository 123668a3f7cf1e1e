package io.edgeless.node.instance;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// When a broken function is started again: after 0.1 s at first, twice as long each time up to 30
/// s; after a minute without a failure from the beginning. More than five failures within a minute
/// are a crash loop, which is said to whoever asks. Used under its owner's lock.
final class Restarts {

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LAST_DELAY = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int FAILURES_IN_WINDOW_MAX = 5;

    /// Times of the last failures, the oldest first; one more than make a loop.
    private final Deque<Long> recentNanos = new ArrayDeque<>();

    private int count;
    private int consecutive;

    /// What follows from a failure.
    ///
    /// @param delay until the next start
    /// @param isLoop whether there were more failures than may be within a minute
    record Verdict(Duration delay, boolean isLoop) {

        /// How the failure is reported: with its reason, and as a loop if it is one.
        String report(String reason) {
            return isLoop
                    ? "crash loop, more than "
                            + FAILURES_IN_WINDOW_MAX
                            + " failures within "
                            + WINDOW.toSeconds()
                            + " s: "
                            + reason
                    : reason;
        }
    }

    /// Notes a failure.
    Verdict failed(long nowNanos) {
        if (!recentNanos.isEmpty() && nowNanos - recentNanos.getLast() > WINDOW.toNanos()) {
            consecutive = 0;
        }
        recentNanos.addLast(nowNanos);
        if (recentNanos.size() > FAILURES_IN_WINDOW_MAX + 1) {
            recentNanos.removeFirst();
        }
        count++;
        consecutive++;
        boolean isLoop =
                recentNanos.size() > FAILURES_IN_WINDOW_MAX
                        && nowNanos - recentNanos.getFirst() <= WINDOW.toNanos();
        long doubled = FIRST_DELAY.toMillis() << Math.min(consecutive - 1, 20);
        return new Verdict(
                Duration.ofMillis(Math.min(doubled, LAST_DELAY.toMillis())),
                isLoop || consecutive > FAILURES_IN_WINDOW_MAX);
    }

    /// Failures so far.
    int count() {
        return count;
    }
}
