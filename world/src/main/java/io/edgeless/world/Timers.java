package io.edgeless.world;

import java.time.Duration;

/// Runs short tasks later. Tasks must not block; a task that throws is reported and forgotten.
public interface Timers extends AutoCloseable {

    /// Runs the task once after the delay (0 or more), on a thread of the timers.
    Timer schedule(Duration delay, Runnable task);

    /// Cancels all that is waiting; what is scheduled later never runs.
    @Override
    void close();

    /// A task that waits to be run.
    interface Timer {

        /// Keeps the task from running; false when it ran or was cancelled before.
        boolean cancel();
    }
}
