package io.edgeless.dataplane.run;

import io.edgeless.world.Clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/// The event that one component handles, seen by its own thread, by the watchdog and by whoever
/// closes the component. The word holds the number of the event, that of its stints in the guest,
/// and a phase; every step changes it, so that an interrupt can never land in another event than
/// the one it is meant for, and so that times read while it changed are recognised:
///
/// ```
/// IDLE ─begin─▶ GUEST ◀──leaveHost── HOST        GUEST ─check─▶ INTERRUPTING ─▶ INTERRUPTED
///                 │ ───enterHost──▶               end waits for the last step and clears the flag
/// ```
///
/// Time in host calls is not counted, and no interrupt lands in one, where it could close a file. A
/// guest that was interrupted is interrupted again until it ends: it may not have listened yet.
public final class Execution implements Watchdog.Watched {

    private static final int PHASE_BITS = 3;
    private static final long PHASE_MASK = (1 << PHASE_BITS) - 1;
    private static final int STINT_BITS = 29;
    private static final long STINT_MASK = ((1L << STINT_BITS) - 1) << PHASE_BITS;
    private static final long STINT = 1L << PHASE_BITS;
    private static final int EVENT_SHIFT = PHASE_BITS + STINT_BITS;

    private static final long IDLE = 0;
    private static final long GUEST = 1;
    private static final long HOST = 2;
    private static final long INTERRUPTING = 3;
    private static final long INTERRUPTED = 4;

    private static final AtomicLongFieldUpdater<Execution> GUEST_SINCE =
            AtomicLongFieldUpdater.newUpdater(Execution.class, "guestSinceNanos");

    private static final AtomicLongFieldUpdater<Execution> USED =
            AtomicLongFieldUpdater.newUpdater(Execution.class, "usedNanos");

    private static final AtomicLongFieldUpdater<Execution> THREAD =
            AtomicLongFieldUpdater.newUpdater(Execution.class, "threadId");

    private final Budget budget;
    private final Clock clock;

    /// Event, stint and phase; changed by the component's thread and by who checks.
    private final AtomicLong word = new AtomicLong();

    /// The three below, lazily: written by the component's thread before it changes the word, read
    /// by who checks after reading the word.
    private volatile long guestSinceNanos;

    private volatile long usedNanos;
    private volatile long threadId;

    /// Events up to this one are over their budgets, whatever they used. Written by the owner.
    private volatile long cancelledUpTo = -1;

    /// The last event that was seen to be over its budgets. Written by who checks, before it
    /// interrupts; read by the component's thread.
    private volatile long overEvent = -1;

    /// What the watchdog knows of the event it saw last.
    private final Seen seen = new Seen();

    /// When the last event ended; the component's thread only.
    private long endedNanos;

    /// @param interrupt makes the guest end soon; called by the watchdog
    /// @param tookLong told by the watchdog, once for an event or more, that it takes long
    public record Budget(Duration cpu, Duration wall, Runnable interrupt, Runnable tookLong) {}

    /// CPU time of one event as far as it was seen. Guarded by itself: several may check at a time.
    private static final class Seen {
        private long event = -1;
        private long cpuNanos;
        private long guestNanos;
        private long usedCpuNanos;
    }

    public Execution(Budget budget, Clock clock) {
        this.budget = budget;
        this.clock = clock;
    }

    // ---- the component's thread -------------------------------------------------------------

    /// An event begins on the current thread, now.
    public void begin(long nowNanos) {
        Thread thread = Thread.currentThread();
        THREAD.lazySet(this, thread.isVirtual() ? -1 : thread.threadId());
        USED.lazySet(this, 0);
        GUEST_SINCE.lazySet(this, nowNanos);
        word.set((((word.get() >>> EVENT_SHIFT) + 1) << EVENT_SHIFT) | GUEST);
    }

    /// The event ends; how long it was in the guest, in ns. Afterwards the thread's interrupt flag
    /// is clear.
    public long end() {
        leaveGuest(IDLE);
        endedNanos = clock.nanos();
        return usedNanos + endedNanos - guestSinceNanos;
    }

    /// When the last event ended, by the clock.
    public long endedNanos() {
        return endedNanos;
    }

    /// The guest asks its host for something that may take time. Returns whether the guest was
    /// interrupted: the caller hands that to [#leaveHost(boolean)].
    public boolean enterHost() {
        boolean interrupted = leaveGuest(HOST);
        usedNanos = usedNanos + clock.nanos() - guestSinceNanos;
        return interrupted;
    }

    /// Whether the component's thread is in a host call; for that thread.
    public boolean isInHost() {
        return (word.get() & PHASE_MASK) == HOST;
    }

    /// Whether the event being handled was found to be over its budgets; if not, it was interrupted
    /// for another reason, if at all. For the component's thread.
    public boolean isOverBudget() {
        return overEvent == word.get() >>> EVENT_SHIFT;
    }

    /// Back to the guest; an interrupt that came before is made again.
    public void leaveHost(boolean interrupted) {
        guestSinceNanos = clock.nanos();
        long now = word.get();
        long next = (now & ~STINT_MASK & ~PHASE_MASK) | ((now + STINT) & STINT_MASK);
        if (interrupted) {
            word.set(next | INTERRUPTED);
            budget.interrupt().run();
        } else {
            word.set(next | GUEST);
        }
    }

    /// Returns whether an interrupt had come.
    private boolean leaveGuest(long phase) {
        long now = word.get();
        if ((now & PHASE_MASK) == GUEST && word.compareAndSet(now, phase(now, phase))) {
            return false;
        }
        for (; ; Thread.onSpinWait()) {
            now = word.get();
            if ((now & PHASE_MASK) != INTERRUPTING && word.compareAndSet(now, phase(now, phase))) {
                Thread.interrupted();
                return true;
            }
        }
    }

    // ---- the watchdog and the owner ---------------------------------------------------------

    /// From now on every event of the component is interrupted.
    public void cancel() {
        cancelledUpTo = Long.MAX_VALUE;
        check();
    }

    /// The event that is being handled is interrupted.
    public void cancelEvent() {
        cancelledUpTo = Math.max(cancelledUpTo, word.get() >>> EVENT_SHIFT);
        check();
    }

    /// Whether an event is being handled: if so, its thread looks at nothing of the component's
    /// before it has ended.
    public boolean isBusy() {
        return (word.get() & PHASE_MASK) != IDLE;
    }

    /// Interrupts the guest if it is over its budget, and tells if it takes long.
    @Override
    public void check() {
        long now = word.get();
        long phase = now & PHASE_MASK;
        if (phase == INTERRUPTED || (phase == GUEST && (isCancelled(now) || isOver(now)))) {
            interrupt(now);
        }
    }

    private boolean isCancelled(long seenWord) {
        return (seenWord >>> EVENT_SHIFT) <= cancelledUpTo;
    }

    private void interrupt(long seenWord) {
        if (word.compareAndSet(seenWord, phase(seenWord, INTERRUPTING))) {
            try {
                budget.interrupt().run();
            } finally {
                word.set(phase(seenWord, INTERRUPTED));
            }
        }
    }

    private boolean isOver(long seenWord) {
        long guestNanos = usedNanos + clock.nanos() - guestSinceNanos;
        long thread = threadId;
        if (word.get() != seenWord) {
            return false;
        }
        if (guestNanos > Pace.LONG_NANOS) {
            budget.tookLong().run();
        }
        long event = seenWord >>> EVENT_SHIFT;
        boolean isOver =
                guestNanos > budget.wall().toNanos()
                        || (thread >= 0
                                && usedCpuNanos(event, thread, guestNanos)
                                        > budget.cpu().toNanos());
        if (isOver) {
            overEvent = event;
        }
        return isOver;
    }

    /// CPU time is asked for only here, because that is not cheap: what an event used before it was
    /// seen first is not counted. Between two looks it used no more in the guest than it was there.
    private long usedCpuNanos(long event, long thread, long guestNanos) {
        long cpuNanos = CpuTime.of(thread);
        synchronized (seen) {
            if (seen.event == event) {
                seen.usedCpuNanos +=
                        Math.min(cpuNanos - seen.cpuNanos, guestNanos - seen.guestNanos);
            } else {
                seen.event = event;
                seen.usedCpuNanos = 0;
            }
            seen.cpuNanos = cpuNanos;
            seen.guestNanos = guestNanos;
            return seen.usedCpuNanos;
        }
    }

    private static long phase(long word, long phase) {
        return (word & ~PHASE_MASK) | phase;
    }
}
