package io.edgeless.world;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Timers on one daemon thread of their own.
final class SystemTimers implements Timers {

    private static final Logger LOGGER = System.getLogger(SystemTimers.class.getName());

    private final ScheduledThreadPoolExecutor executor;

    SystemTimers() {
        executor = new ScheduledThreadPoolExecutor(1, SystemTimers::thread);
        executor.setRemoveOnCancelPolicy(true);
        // Whoever schedules after close gets a task that never runs.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    private static Thread thread(Runnable task) {
        return Thread.ofPlatform().daemon().name("timers").unstarted(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Future<?> future =
                executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOGGER.log(Logger.Level.ERROR, "a timer's task failed", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
