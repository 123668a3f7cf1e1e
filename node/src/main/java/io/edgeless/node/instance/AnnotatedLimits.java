package io.edgeless.node.instance;

import io.edgeless.api.spec.FunctionAnnotations;
import io.edgeless.api.spec.LimitAnnotation;
import io.edgeless.component.Limits;

import java.time.Duration;

/// The limits of a function: the node's, lowered by its annotations.
final class AnnotatedLimits {

    private final FunctionAnnotations annotations;

    private AnnotatedLimits(FunctionAnnotations annotations) {
        this.annotations = annotations;
    }

    static Limits within(Limits caps, FunctionAnnotations annotations) {
        return new AnnotatedLimits(annotations).within(caps);
    }

    private Limits within(Limits caps) {
        return new Limits(
                lower(LimitAnnotation.MEMORY_PAGES_MAX, caps.memoryPagesMax()),
                lower(LimitAnnotation.PAYLOAD_BYTES_MAX, caps.payloadBytesMax()),
                lower(LimitAnnotation.STATE_BYTES_MAX, caps.stateBytesMax()),
                lower(LimitAnnotation.MAILBOX_EVENTS_MAX, caps.mailboxEventsMax()),
                lower(LimitAnnotation.MAILBOX_BYTES_MAX, caps.mailboxBytesMax()),
                lower(LimitAnnotation.CPU_BUDGET_MS, caps.cpuBudget()),
                lower(LimitAnnotation.WALL_BUDGET_MS, caps.wallBudget()),
                lower(LimitAnnotation.PENDING_CALLS_MAX, caps.pendingCallsMax()),
                lower(LimitAnnotation.TIMERS_MAX, caps.timersMax()),
                lower(LimitAnnotation.LOG_LINES_PER_SECOND_MAX, caps.logLinesPerSecond()),
                lower(LimitAnnotation.LOG_LINE_BYTES_MAX, caps.logLineBytesMax()));
    }

    private int lower(LimitAnnotation limit, int cap) {
        return annotations.lowered(limit, cap);
    }

    private Duration lower(LimitAnnotation limit, Duration cap) {
        return Duration.ofMillis(lower(limit, (int) cap.toMillis()));
    }
}
