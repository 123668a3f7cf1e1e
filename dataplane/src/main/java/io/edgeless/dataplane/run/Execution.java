package io.edgeless.dataplane.run;

import io.edgeless.world.Clock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// What one cell may do at a time, seen by its own thread and by the watchdog. The word holds a
/// sequence number, one for each event, and a phase, so that an interrupt can never land in a later
/// event than the one it is meant for:
///
/// ```
/// IDLE ─begin─▶ GUEST ◀──leaveHost── HOST        GUEST ─watchdog─▶ INTERRUPTING ─▶ INTERRUPTED
///                 │ ───enterHost──▶               end waits for the last step and clears the flag
/// ```
///
/// Time in host calls is not counted, and no interrupt lands in one, where it could close a file.
public final class Execution {

    private static final int PHASE_BITS = 3;
    private static final long PHASE_MASK = (1 << PHASE_BITS) - 1;
    private static final long IDLE = 0;
    private static final long GUEST = 1;
    private static final long HOST = 2;
    private static final long INTERRUPTING = 3;
    private static final long INTERRUPTED = 4;

    private final Budget budget;
    private final Clock clock;

    /// Sequence and phase; changed by the cell's thread and by the watchdog.
    private final AtomicLong word = new AtomicLong();

    /// When the guest went on running; written by the cell's thread, read by the watchdog.
    private volatile long guestSinceNanos;

    /// Time in the guest before that; written by the cell's thread only, read by the watchdog.
    private volatile long usedNanos;

    /// CPU time of the thread when the event began; -1 on a virtual thread, which has none.
    private volatile long cpuStartNanos = -1;

    /// The thread of the event; read by the watchdog for its CPU time.
    private volatile long threadId;

    /// @param interrupt makes the guest end soon; called by the watchdog
    public record Budget(Duration cpu, Duration wall, Runnable interrupt) {}

    public Execution(Budget budget, Clock clock) {
        this.budget = budget;
        this.clock = clock;
    }

    /// An event begins on the current thread.
    public void begin() {
        Thread thread = Thread.currentThread();
        threadId = thread.threadId();
        cpuStartNanos = thread.isVirtual() ? -1 : CpuTime.of(threadId);
        usedNanos = 0;
        guestSinceNanos = clock.nanos();
        word.set((((word.get() >> PHASE_BITS) + 1) << PHASE_BITS) | GUEST);
    }

    /// The event ends; how long it was in the guest, in ns. Afterwards the thread's interrupt flag
    /// is clear.
    public long end() {
        long now = word.get();
        if ((now & PHASE_MASK) != GUEST || !word.compareAndSet(now, phase(now, IDLE))) {
            awaitInterrupted();
            word.set(phase(word.get(), IDLE));
        }
        return usedNanos + clock.nanos() - guestSinceNanos;
    }

    /// The guest asks its host for something. Returns whether the guest was interrupted: the caller
    /// hands that to [#leaveHost(boolean)].
    public boolean enterHost() {
        long now = word.get();
        boolean interrupted =
                (now & PHASE_MASK) != GUEST || !word.compareAndSet(now, phase(now, HOST));
        if (interrupted) {
            awaitInterrupted();
            word.set(phase(word.get(), HOST));
        }
        usedNanos = usedNanos + clock.nanos() - guestSinceNanos;
        return interrupted;
    }

    /// Back to the guest; an interrupt that came before is made again.
    public void leaveHost(boolean interrupted) {
        guestSinceNanos = clock.nanos();
        if (interrupted) {
            word.set(phase(word.get(), INTERRUPTED));
            budget.interrupt().run();
        } else {
            word.set(phase(word.get(), GUEST));
        }
    }

    /// Interrupts the guest if it is over its budget. Called by the watchdog.
    void check() {
        long now = word.get();
        if ((now & PHASE_MASK) == GUEST && isOver() && interrupt(now)) {
            word.set(phase(now, INTERRUPTED));
        }
    }

    private boolean interrupt(long seen) {
        if (!word.compareAndSet(seen, phase(seen, INTERRUPTING))) {
            return false;
        }
        budget.interrupt().run();
        return true;
    }

    private boolean isOver() {
        long wallNanos = usedNanos + clock.nanos() - guestSinceNanos;
        if (wallNanos > budget.wall().toNanos()) {
            return true;
        }
        long start = cpuStartNanos;
        return start >= 0 && CpuTime.of(threadId) - start > budget.cpu().toNanos();
    }

    private void awaitInterrupted() {
        while ((word.get() & PHASE_MASK) == INTERRUPTING) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
    }

    private static long phase(long word, long phase) {
        return (word & ~PHASE_MASK) | phase;
    }
}
