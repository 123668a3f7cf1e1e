package io.edgeless.resource.builtin.http;

import java.util.concurrent.atomic.AtomicReference;

/// A thread that serves a request and may have to wait for its client. The thread says how long it
/// is going to wait; a sweeper interrupts it when that was too long, which closes the connection.
/// Exactly one of the two wins: after the thread has left a wait in time it is not interrupted for
/// it any more.
final class ClientWait {

    private static final Limit NONE = new Limit(Long.MAX_VALUE, () -> {});
    private static final Limit EXPIRED = new Limit(Long.MIN_VALUE, () -> {});

    private final Thread thread;

    /// Replaced by the thread itself, and by the sweeper when it is over.
    private final AtomicReference<Limit> limit = new AtomicReference<>(NONE);

    /// One wait; each is another, however alike.
    private static final class Limit {
        final long untilNanos;

        /// Tells the client, before the connection is closed.
        final Runnable farewell;

        Limit(long untilNanos, Runnable farewell) {
            this.untilNanos = untilNanos;
            this.farewell = farewell;
        }
    }

    ClientWait(Thread thread) {
        this.thread = thread;
    }

    /// The thread begins to wait, until this time of the clock. False: it was interrupted for an
    /// earlier wait and must give up.
    boolean begin(long untilNanos, Runnable farewell) {
        return change(new Limit(untilNanos, farewell));
    }

    /// The thread no longer waits for the client. False: as for [#begin].
    boolean end() {
        return change(NONE);
    }

    boolean isExpired() {
        return limit.get() == EXPIRED;
    }

    private boolean change(Limit next) {
        Limit now = limit.get();
        return now != EXPIRED && limit.compareAndSet(now, next);
    }

    /// Called by the sweeper; blocks for no time.
    void expire(long nowNanos) {
        Limit now = limit.get();
        boolean isOver = now != NONE && now != EXPIRED && nowNanos - now.untilNanos > 0;
        if (isOver && limit.compareAndSet(now, EXPIRED)) {
            Thread.ofVirtual()
                    .name("http-ingress-farewell")
                    .start(() -> {
                        now.farewell.run();
                        thread.interrupt();
                    });
        }
    }
}
