package io.edgeless.node;

import io.edgeless.api.spec.LimitAnnotation;
import io.edgeless.component.Limits;
import io.edgeless.world.SettingsReader;

import java.time.Duration;
import java.util.Locale;

/// What a function gets at the most on this node: keys of the table `guests`, named like the
/// annotations by which a function asks for less, with the same ranges.
final class LimitSettings {

    private final SettingsReader guests;

    private LimitSettings(SettingsReader guests) {
        this.guests = guests;
    }

    static Limits read(SettingsReader guests) {
        Limits caps = new LimitSettings(guests).caps(Limits.DEFAULT);
        if (caps.mailboxBytesMax() < caps.payloadBytesMax()) {
            guests.problem(
                    key(LimitAnnotation.MAILBOX_BYTES_MAX),
                    "must not be less than payload_bytes_max, which is " + caps.payloadBytesMax());
        }
        return caps;
    }

    private Limits caps(Limits standard) {
        return new Limits(
                cap(LimitAnnotation.MEMORY_PAGES_MAX, standard.memoryPagesMax()),
                cap(LimitAnnotation.PAYLOAD_BYTES_MAX, standard.payloadBytesMax()),
                cap(LimitAnnotation.STATE_BYTES_MAX, standard.stateBytesMax()),
                cap(LimitAnnotation.MAILBOX_EVENTS_MAX, standard.mailboxEventsMax()),
                cap(LimitAnnotation.MAILBOX_BYTES_MAX, standard.mailboxBytesMax()),
                cap(LimitAnnotation.CPU_BUDGET_MS, standard.cpuBudget()),
                cap(LimitAnnotation.WALL_BUDGET_MS, standard.wallBudget()),
                cap(LimitAnnotation.PENDING_CALLS_MAX, standard.pendingCallsMax()),
                cap(LimitAnnotation.TIMERS_MAX, standard.timersMax()),
                cap(LimitAnnotation.LOG_LINES_PER_SECOND_MAX, standard.logLinesPerSecond()),
                cap(LimitAnnotation.LOG_LINE_BYTES_MAX, standard.logLineBytesMax()));
    }

    private int cap(LimitAnnotation limit, int standard) {
        return (int) guests.integer(key(limit), standard, limit.least(), limit.most());
    }

    private Duration cap(LimitAnnotation limit, Duration standard) {
        return Duration.ofMillis(cap(limit, (int) standard.toMillis()));
    }

    static String key(LimitAnnotation limit) {
        return limit.name().toLowerCase(Locale.ROOT);
    }
}
