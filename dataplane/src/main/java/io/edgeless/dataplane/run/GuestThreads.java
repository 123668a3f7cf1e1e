package io.edgeless.dataplane.run;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads that guests run on, and how many may run at a time. Virtual threads are not
/// preempted, so guests never get all of their carriers; what computes for long goes to platform
/// threads, which the operating system shares out. Closed by the data plane.
public final class GuestThreads implements AutoCloseable {

    /// Carriers that are always left to everything that is not a guest.
    private static final int CARRIERS_LEFT = 2;

    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    /// Platform threads for events that wait as well as compute; more than this many wait.
    private static final int PLATFORM_THREADS_MAX = 64;

    /// Cells that wait for one of these threads: more than a node has.
    private static final int PLATFORM_QUEUE_MAX = 100_000;

    private final Semaphore virtualPermits;
    private final Semaphore platformPermits;
    private final ThreadPoolExecutor platform;

    public GuestThreads() {
        int cores = Runtime.getRuntime().availableProcessors();
        virtualPermits =
                new Semaphore(Math.max(1, Integer.getInteger(PARALLELISM, cores) - CARRIERS_LEFT));
        platformPermits = new Semaphore(cores);
        platform =
                new ThreadPoolExecutor(
                        PLATFORM_THREADS_MAX,
                        PLATFORM_THREADS_MAX,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(PLATFORM_QUEUE_MAX),
                        Thread.ofPlatform().daemon().name("guest-", 0).factory());
        platform.allowCoreThreadTimeOut(true);
    }

    /// Runs the task soon, on a platform thread or a virtual one.
    public void start(boolean onPlatform, Runnable task) {
        if (onPlatform) {
            platform.execute(task);
        } else {
            Thread.startVirtualThread(task);
        }
    }

    /// The permits for the current thread.
    public Semaphore permits() {
        return Thread.currentThread().isVirtual() ? virtualPermits : platformPermits;
    }

    @Override
    public void close() {
        platform.shutdownNow();
    }
}
