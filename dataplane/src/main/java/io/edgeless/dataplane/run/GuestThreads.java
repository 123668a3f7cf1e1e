package io.edgeless.dataplane.run;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that components run on, and how many guests may run at a time. Closed by the data
/// plane.
///
/// # Who gets what
///
/// Virtual threads are not preempted: a guest in an endless loop keeps its carrier. So guests get
/// at most the carriers less two, and only those of classes that have shown to be quick ([Pace]).
/// Whoever finds all of these taken for some time goes to a platform thread instead, which the
/// operating system shares out. There as many guests run as there are cores; one that runs for long
/// does not count any more ([Turn#lend()]), so that quick ones never wait for slow ones. Resources
/// wait for the outside world more than they compute, and are not counted at all.
public final class GuestThreads implements AutoCloseable {

    /// Carriers that are always left to everything that is not a guest.
    private static final int CARRIERS_LEFT = 2;

    /// Fewer carriers than this leave none for a guest that comes back from its host.
    private static final int CARRIERS_FOR_RETURNING = 4;

    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    /// Guests that wait in host calls keep their platform threads; beyond this many, the next ones
    /// run on virtual threads.
    private static final int PLATFORM_THREADS_MAX = 1_024;

    /// So many long-running guests share a core that each of them gets its second of CPU within the
    /// ten seconds that an event may take.
    private static final int LENT_PER_CORE_MAX = 8;

    /// Longer than quick guests keep a permit.
    private static final Duration IMPATIENCE = Duration.ofMillis(20);

    private final Semaphore virtual;
    private final Semaphore returning;
    private final Semaphore platform;
    private final int lentMax;

    /// Permits of long-running guests that others use; changed by the watchdog and by guests.
    private final AtomicInteger lent = new AtomicInteger();

    private final ThreadPoolExecutor pool;

    /// What runs, and where.
    public enum Kind {
        /// A virtual thread, uncounted.
        RESOURCE,
        /// A virtual thread if there is one.
        QUICK,
        /// A platform thread.
        LONG
    }

    public GuestThreads() {
        this(Integer.getInteger(PARALLELISM, Runtime.getRuntime().availableProcessors()));
    }

    /// @param carriers how many virtual threads run at a time
    GuestThreads(int carriers) {
        int cores = Runtime.getRuntime().availableProcessors();
        virtual = new Semaphore(Math.max(1, carriers - CARRIERS_LEFT));
        returning = new Semaphore(carriers < CARRIERS_FOR_RETURNING ? 0 : 1);
        platform = new Semaphore(cores);
        lentMax = cores * LENT_PER_CORE_MAX;
        pool =
                new ThreadPoolExecutor(
                        0,
                        PLATFORM_THREADS_MAX,
                        30,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name("guest-", 0).factory());
    }

    /// A turn that can be started again and again.
    ///
    /// @param work what runs; must not throw
    /// @param after runs last on the same thread; the turn may be started again from there on
    public Turn turn(Runnable work, Runnable after) {
        return new Turn(this, work, after);
    }

    // ---- for turns --------------------------------------------------------------------------

    Semaphore virtualPermits() {
        return virtual;
    }

    Semaphore returningPermits() {
        return returning;
    }

    Semaphore platformPermits() {
        return platform;
    }

    /// False when no platform thread is left.
    boolean runsOnPlatform(Runnable task) {
        try {
            pool.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    static boolean takes(Semaphore permits) {
        if (permits.tryAcquire()) {
            return true;
        }
        try {
            return permits.tryAcquire(IMPATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether one more long-running guest may let another one use its permit; counts it.
    boolean mayLend() {
        if (lent.incrementAndGet() > lentMax) {
            lent.decrementAndGet();
            return false;
        }
        return true;
    }

    void returnLent() {
        lent.decrementAndGet();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
