package io.edgeless.dataplane.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Where threads wait until an attempt of theirs succeeds, because somebody gave something back:
/// room in a mailbox or on a link, the right to run a cell. Safe for concurrent use.
///
/// No wake-up is lost: who waits is counted before it tries, and who gives something back looks at
/// that count afterwards and counts the change. Giving back must therefore be a volatile or atomic
/// write. Attempts run under no lock of the room.
public final class Room {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// How many wait; so that nobody takes the lock in vain. Read by whoever gives something back.
    private final AtomicInteger waiting = new AtomicInteger();

    /// How often something was given back while somebody waited; atomic because attempts begin
    /// without the lock.
    private final AtomicLong changes = new AtomicLong();

    /// Tries until it succeeds or the time is over. Several threads may try at the same moment.
    ///
    /// @return the time left in ns, at least 1 if the attempt succeeded; 0 if it did not
    public long await(BooleanSupplier attempt, long nanos) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            long left = nanos;
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long seen = changes.get();
                if (attempt.getAsBoolean()) {
                    return Math.max(1, left);
                }
                if (left <= 0) {
                    return 0;
                }
                left = awaitChange(seen, left);
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    private long awaitChange(long seen, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (changes.get() == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    /// Something was given back: whoever waits tries again.
    public void changed() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                changes.incrementAndGet();
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
