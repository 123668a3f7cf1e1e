package io.edgeless.dataplane;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.model.Event;
import io.edgeless.component.CastResult;
import io.edgeless.component.Limits;
import io.edgeless.world.Timers;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The casts of one instance that wait for their time; bounded in events, and in bytes as a mailbox
/// is. Safe for concurrent use.
final class DelayedCasts {

    private final int eventsMax;
    private final long bytesMax;
    private final Timers timers;
    private final Drops drops;
    private final Consumer<Event> sender;

    /// By the number of the cast.
    @GuardedBy("this")
    private final Map<Long, Timers.Timer> waiting = new HashMap<>();

    @GuardedBy("this")
    private long last;

    @GuardedBy("this")
    private long bytes;

    @GuardedBy("this")
    private boolean isClosed;

    /// @param sender sends a cast whose time has come; must not block
    DelayedCasts(Limits limits, Timers timers, Drops drops, Consumer<Event> sender) {
        this.eventsMax = limits.timersMax();
        this.bytesMax = limits.mailboxBytesMax();
        this.timers = timers;
        this.drops = drops;
        this.sender = sender;
    }

    CastResult add(Duration delay, Event event) {
        synchronized (this) {
            int size = event.payload().length;
            if (!isClosed && waiting.size() < eventsMax && bytes + size <= bytesMax) {
                long number = ++last;
                bytes += size;
                waiting.put(number, timers.schedule(delay, () -> due(number, event)));
                return CastResult.ACCEPTED;
            }
            if (isClosed) {
                drops.count(DropReason.SENDER_STOPPED);
                return CastResult.STOPPED;
            }
        }
        drops.count(DropReason.TIMERS_FULL);
        return CastResult.OVERLOADED;
    }

    private void due(long number, Event event) {
        synchronized (this) {
            if (waiting.remove(number) == null) {
                return;
            }
            bytes -= event.payload().length;
        }
        sender.accept(event);
    }

    /// Cancels and counts what waits.
    synchronized void close() {
        isClosed = true;
        waiting.values()
                .forEach(timer -> {
                    var _ = timer.cancel();
                    drops.count(DropReason.SENDER_STOPPED);
                });
        waiting.clear();
        bytes = 0;
    }
}
