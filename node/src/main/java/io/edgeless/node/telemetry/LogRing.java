package io.edgeless.node.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;

import java.util.ArrayDeque;

/// The last lines one instance logged, for whoever asks. Bounded in lines; the oldest go first.
/// Safe for concurrent use.
public final class LogRing {

    /// At 4 KiB a line at most 1 MiB for one instance.
    private static final int LINES_MAX = 256;

    @GuardedBy("this")
    private final ArrayDeque<LogLine> lines = new ArrayDeque<>();

    @GuardedBy("this")
    private long lastPosition;

    private final LogicalId logical;

    public LogRing(LogicalId logical) {
        this.logical = logical;
    }

    /// Whose lines these are.
    public LogicalId logical() {
        return logical;
    }

    /// Adds a line at the end.
    public synchronized void add(long epochNanos, LogLevel level, String target, String message) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lastPosition++;
        lines.addLast(new LogLine(logical, "", lastPosition, epochNanos, level, target, message));
    }

    /// The oldest lines after this position.
    public synchronized LogPage after(long position, int limit) {
        long oldest = lines.isEmpty() ? lastPosition + 1 : lines.getFirst().position();
        long lost = Math.max(0, oldest - 1 - position);
        return new LogPage(
                lines.stream().filter(line -> line.position() > position).limit(limit).toList(),
                lost);
    }
}
