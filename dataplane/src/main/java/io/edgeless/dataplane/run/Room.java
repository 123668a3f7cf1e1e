package io.edgeless.dataplane.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Where threads wait until an attempt of theirs succeeds, because somebody gave something back:
/// room in a mailbox or on a link, the right to run a cell. Safe for concurrent use.
///
/// No wake-up is lost: who waits is counted before it tries, and who gives something back looks at
/// that count afterwards. Giving back must therefore be a volatile or atomic write.
public final class Room {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// How many wait; so that nobody takes the lock in vain. Read by whoever gives something back.
    private final AtomicInteger waiting = new AtomicInteger();

    /// Tries until it succeeds or the time is over. The attempt runs under the lock of the room, so
    /// that those who wait try one after the other: it must be short, must not block, and may take
    /// only locks under which nobody waits here.
    ///
    /// @return the time left in ns, at least 1 if the attempt succeeded; 0 if it did not
    public long await(BooleanSupplier attempt, long nanos) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            lock.lockInterruptibly();
            try {
                return attempted(attempt, nanos);
            } finally {
                lock.unlock();
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    @GuardedBy("lock")
    private long attempted(BooleanSupplier attempt, long nanos) throws InterruptedException {
        long left = nanos;
        while (!attempt.getAsBoolean()) {
            if (left <= 0) {
                return 0;
            }
            left = changed.awaitNanos(left);
        }
        return Math.max(1, left);
    }

    /// Something was given back: whoever waits tries again.
    public void changed() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Whether a thread waits now.
    public boolean isAwaited() {
        return waiting.get() > 0;
    }
}
