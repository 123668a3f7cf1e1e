package io.edgeless.process.loop;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The inputs that wait for the loop. Safe for concurrent use by many feeders and one taker.
final class InputQueue<I> {

    private final int max;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isNotEmpty = lock.newCondition();
    private final Condition isNotFull = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<I> inputs = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean isClosed;

    InputQueue(int max) {
        this.max = max;
    }

    /// False when it is full or closed.
    boolean offer(I input) {
        lock.lock();
        try {
            return !isClosed && inputs.size() < max && add(input);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is room; false when it is closed.
    boolean put(I input) {
        lock.lock();
        try {
            while (!isClosed && inputs.size() >= max) {
                isNotFull.awaitUninterruptibly();
            }
            return !isClosed && add(input);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean add(I input) {
        inputs.add(input);
        isNotEmpty.signal();
        return true;
    }

    /// Waits for inputs and takes some; none when it is closed and empty.
    List<I> take(int batchMax) {
        lock.lock();
        try {
            while (inputs.isEmpty() && !isClosed) {
                isNotEmpty.awaitUninterruptibly();
            }
            List<I> batch = new ArrayList<>(Math.min(batchMax, inputs.size()));
            while (!inputs.isEmpty() && batch.size() < batchMax) {
                batch.add(inputs.poll());
            }
            isNotFull.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return inputs.size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more; what waits can still be taken.
    void close() {
        lock.lock();
        try {
            isClosed = true;
            isNotEmpty.signalAll();
            isNotFull.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
