package io.edgeless.runtime.wasm.instance;

import io.edgeless.world.Clock;

import java.time.Duration;

/// Estimates how much time an instance spends in its guest, host calls not counted. Used by the
/// thread that runs the guest.
///
/// Reading the clock costs as much as a short event, so not every event is timed: after a short one
/// the next few count as long as the one that was timed.
final class Heat {

    /// An instance that spends a tenth of a core in its guest is hot.
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long HOT_NANOS = WINDOW_NANOS / 10;

    /// After an event of at least this length the next one is timed too.
    private static final long LONG_NANOS = 100_000;

    /// Of short events, one in this many is timed.
    private static final int SHORT_EVENTS = 16;

    private final Clock clock;
    private long windowBegin;
    private long heatNanos;
    private long entered;
    private long spent;
    private int untimed;
    private int untilNext;
    private boolean isTimed;

    Heat(Clock clock) {
        this.clock = clock;
        this.windowBegin = clock.nanos();
    }

    void beginEvent() {
        untimed++;
        isTimed = untilNext == 0;
        if (isTimed) {
            spent = 0;
            entered = clock.nanos();
        } else {
            untilNext--;
        }
    }

    /// The guest is left for its host.
    void pause() {
        if (isTimed) {
            spent += clock.nanos() - entered;
        }
    }

    /// The guest goes on.
    void resume() {
        if (isTimed) {
            entered = clock.nanos();
        }
    }

    /// Ends an event.
    ///
    /// @return whether the instance is hot; only after an event that was timed
    boolean endEvent() {
        if (!isTimed) {
            return false;
        }
        long now = clock.nanos();
        spent += now - entered;
        if (now - windowBegin > WINDOW_NANOS) {
            windowBegin = now;
            heatNanos = 0;
        }
        heatNanos += spent * untimed;
        untilNext = spent < LONG_NANOS ? SHORT_EVENTS - 1 : 0;
        untimed = 0;
        isTimed = false;
        return heatNanos >= HOT_NANOS;
    }
}
