package io.edgeless.process.loop;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.Clock;
import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.Reading;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells whether a loop still handles its inputs, by what it counts: it is stuck when some wait and
/// none has been handled for a while. Looks when it is asked, so it takes two questions to notice.
/// Safe for concurrent use.
public final class LoopPulse implements Supplier<Optional<String>> {

    /// Longer than any write to a disk that still works.
    private static final long STUCK_NANOS = Duration.ofSeconds(30).toNanos();

    private final String loop;
    private final Clock clock;
    private final Counters counters;
    private final Counter handled;

    @GuardedBy("this")
    private long lastHandled;

    @GuardedBy("this")
    private long lastMovedNanos;

    /// @param loop the name in its [Loop.Setup]
    public LoopPulse(String loop, Clock clock, Counters counters) {
        this.loop = loop;
        this.clock = clock;
        this.counters = counters;
        handled = counters.counter(LoopMetric.LOOP_INPUTS, Labels.of("loop", loop));
        lastMovedNanos = clock.nanos();
    }

    /// Why the loop does not live any more; empty while it does.
    @Override
    public synchronized Optional<String> get() {
        long now = clock.nanos();
        long total = handled.total();
        if (total != lastHandled || waiting() == 0) {
            lastHandled = total;
            lastMovedNanos = now;
        }
        long stillNanos = now - lastMovedNanos;
        return stillNanos < STUCK_NANOS
                ? Optional.empty()
                : Optional.of(
                        "the %s has handled nothing for %d s though inputs wait"
                                .formatted(loop, Duration.ofNanos(stillNanos).toSeconds()));
    }

    private double waiting() {
        return counters.snapshot().stream()
                .filter(series -> series.metric() == LoopMetric.LOOP_INPUTS_WAITING)
                .filter(series -> series.labels().equals(Labels.of("loop", loop)))
                .map(Counters.Series::reading)
                .mapToDouble(reading -> reading instanceof Reading.Level(double level) ? level : 0)
                .sum();
    }
}
