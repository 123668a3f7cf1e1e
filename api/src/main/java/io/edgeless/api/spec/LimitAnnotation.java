package io.edgeless.api.spec;

import java.util.Locale;

/// The annotations by which a function asks for lower limits than its node's. The name of the
/// annotation is that of the constant in lower case with hyphens.
public enum LimitAnnotation {
    /// Linear memory in pages of 64 KiB.
    MEMORY_PAGES_MAX(1, 65_536),
    /// Bytes of one payload or reply.
    PAYLOAD_BYTES_MAX(0, 64 << 20),
    /// Bytes of the saved state.
    STATE_BYTES_MAX(0, 64 << 20),
    /// Events waiting in the mailbox.
    MAILBOX_EVENTS_MAX(1, 1_000_000),
    /// Payload bytes waiting in the mailbox.
    MAILBOX_BYTES_MAX(1, 1 << 30),
    /// CPU time in ms for one event, without the time in calls of the host.
    CPU_BUDGET_MS(1, 3_600_000),
    /// Time in ms for one event, without the time in calls of the host.
    WALL_BUDGET_MS(1, 3_600_000),
    /// Calls that are open at a time.
    PENDING_CALLS_MAX(0, 1_000_000),
    /// Delayed casts that are waiting.
    TIMERS_MAX(0, 1_000_000),
    /// Lines logged in a second.
    LOG_LINES_PER_SECOND_MAX(0, 1_000_000),
    /// Bytes of one line; longer ones are cut.
    LOG_LINE_BYTES_MAX(1, 1 << 20);

    private final int least;
    private final int most;

    LimitAnnotation(int least, int most) {
        this.least = least;
        this.most = most;
    }

    /// The name of the annotation, such as `memory-pages-max`.
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The lowest value that is valid.
    public int least() {
        return least;
    }

    /// The highest value that is valid.
    public int most() {
        return most;
    }
}
