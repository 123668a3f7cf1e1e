package io.edgeless.dataplane.run;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// One component's stay on a thread, with the permit it runs under. Only the thread that runs it
/// calls its methods, except [#start] and [#lend()]; at most one stay at a time.
public final class Turn implements Runnable {

    private static final int NONE = 0;
    private static final int HELD = 1;
    private static final int LENT = 2;

    private final GuestThreads threads;
    private final Runnable work;
    private final Runnable after;

    /// What it has of its permit; the watchdog lends, the running thread gives back.
    private final AtomicInteger state = new AtomicInteger(NONE);

    /// Where its permit comes from: written before the stay begins and by the running thread, read
    /// by the watchdog.
    private volatile GuestThreads.Kind kind = GuestThreads.Kind.RESOURCE;

    /// It came back from its host by the permit that is kept for that; the running thread's own.
    private boolean isReturned;

    Turn(GuestThreads threads, Runnable work, Runnable after) {
        this.threads = threads;
        this.work = work;
        this.after = after;
    }

    /// Runs the work soon.
    public void start(GuestThreads.Kind where) {
        kind = where;
        Thread.startVirtualThread(this);
    }

    /// Begins on a virtual thread, so that waiting for a permit costs no more than that.
    @Override
    public void run() {
        switch (kind) {
            case RESOURCE -> stay();
            case QUICK -> {
                if (GuestThreads.takes(threads.virtualPermits())) {
                    state.set(HELD);
                    stay();
                } else {
                    runOnPlatform();
                }
            }
            case LONG -> runOnPlatform();
        }
    }

    private void runOnPlatform() {
        kind = GuestThreads.Kind.LONG;
        threads.platformPermits().acquireUninterruptibly();
        state.set(HELD);
        if (!threads.runsOnPlatform(this::stay)) {
            giveBack();
            kind = GuestThreads.Kind.QUICK;
            threads.virtualPermits().acquireUninterruptibly();
            state.set(HELD);
            stay();
        }
    }

    private void stay() {
        try {
            work.run();
        } finally {
            giveBack();
            after.run();
        }
    }

    /// The guest waits in its host: others may run.
    public void suspend() {
        giveBack();
    }

    /// The guest goes on.
    public void resume() {
        switch (kind) {
            case RESOURCE -> {}
            case QUICK -> {
                comeBack();
                state.set(HELD);
            }
            case LONG -> {
                threads.platformPermits().acquireUninterruptibly();
                state.set(HELD);
            }
        }
    }

    /// A virtual thread cannot change to a platform thread in the middle of a guest; when endless
    /// ones keep all permits, those that come back take turns with one more.
    private void comeBack() {
        boolean isFlagged = Thread.interrupted();
        while (!GuestThreads.takes(threads.virtualPermits())) {
            isFlagged |= Thread.interrupted();
            if (threads.returningPermits().tryAcquire()) {
                isReturned = true;
                break;
            }
        }
        if (isFlagged) {
            Thread.currentThread().interrupt();
        }
    }

    /// Between two events: whoever has lent its permit gets another one.
    public void renew() {
        if (state.get() == LENT || isReturned) {
            giveBack();
            resume();
        }
    }

    /// The guest runs for long: another one may run beside it, if that is possible. Called by the
    /// watchdog.
    public void lend() {
        if (kind != GuestThreads.Kind.LONG || state.get() != HELD || !threads.mayLend()) {
            return;
        }
        if (state.compareAndSet(HELD, LENT)) {
            threads.platformPermits().release();
        } else {
            threads.returnLent();
        }
    }

    private void giveBack() {
        int before = state.getAndSet(NONE);
        if (before == LENT) {
            threads.returnLent();
        } else if (before == HELD) {
            permits().release();
            isReturned = false;
        }
    }

    private Semaphore permits() {
        if (kind == GuestThreads.Kind.LONG) {
            return threads.platformPermits();
        }
        return isReturned ? threads.returningPermits() : threads.virtualPermits();
    }
}
