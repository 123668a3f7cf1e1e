package io.edgeless.dataplane;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.component.CallResult;
import io.edgeless.dataplane.run.Watchdog;
import io.edgeless.world.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// The calls of one instance that wait for their answers. Safe for concurrent use.
///
/// The watchdog ends calls past their deadlines, some milliseconds late at the most: a timer of its
/// own for each call costs a thread more than the whole call.
final class PendingCalls {

    private static final CallResult STOPPED =
            new CallResult.Failed(CallResult.Failure.STOPPED, "the caller is being stopped");

    private final int pendingMax;
    private final Clock clock;
    private final Watchdog watchdog;
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();

    /// How many are open, so that the bound is exact among concurrent callers.
    private final AtomicInteger open = new AtomicInteger();

    /// Ids from 1 up; 0 means no call on the wire.
    private final AtomicLong lastStreamId = new AtomicLong();

    /// No further call may wait; written by close.
    private volatile boolean closed;

    PendingCalls(int pendingMax, Clock clock, Watchdog watchdog) {
        this.pendingMax = pendingMax;
        this.clock = clock;
        this.watchdog = watchdog;
    }

    /// Opens a call that waits for so long; empty when too many wait. The caller forgets it at the
    /// end.
    ///
    /// @param target who may answer
    Optional<Pending> open(InstanceId target, Duration timeout) {
        if (open.incrementAndGet() > pendingMax) {
            open.decrementAndGet();
            return Optional.empty();
        }
        Pending call = new Pending(lastStreamId.incrementAndGet(), target, timeout);
        pending.put(call.streamId, call);
        if (closed) {
            stop();
        }
        return Optional.of(call);
    }

    /// Hands an answer over; false when nobody waits for it from this instance.
    boolean answer(InstanceId from, long streamId, CallResult result) {
        Pending call = pending.get(streamId);
        return call != null && call.target.equals(from) && call.complete(result);
    }

    /// The caller stops waiting.
    void forget(Pending call) {
        if (pending.remove(call.streamId) != null) {
            open.decrementAndGet();
        }
    }

    /// A node is gone: nobody there will answer.
    void nodeGone(NodeId node) {
        CallResult gone =
                new CallResult.Failed(
                        CallResult.Failure.UNREACHABLE, "node " + node + " is no peer any more");
        for (Pending call : pending.values()) {
            if (call.target.node().equals(node)) {
                call.complete(gone);
            }
        }
    }

    /// How many wait.
    int size() {
        return open.get();
    }

    /// Ends the calls that wait now.
    void stop() {
        pending.values().forEach(call -> call.complete(STOPPED));
    }

    /// Ends all calls, also those to come.
    void close() {
        closed = true;
        stop();
    }

    /// One call. Its caller waits on one thread; whoever comes first completes it.
    final class Pending implements Watchdog.Watched {

        private final long streamId;
        private final InstanceId target;
        private final Duration timeout;
        private final long deadlineNanos;
        private final AtomicReference<@Nullable CallResult> result = new AtomicReference<>();

        /// Who waits: written by the caller, read by whoever completes.
        private volatile @Nullable Thread waiter;

        private Pending(long streamId, InstanceId target, Duration timeout) {
            this.streamId = streamId;
            this.target = target;
            this.timeout = timeout;
            this.deadlineNanos = clock.nanos() + timeout.toNanos();
        }

        long streamId() {
            return streamId;
        }

        InstanceId target() {
            return target;
        }

        /// When its caller stops waiting, by the clock.
        long deadlineNanos() {
            return deadlineNanos;
        }

        boolean isAnswered() {
            return result.get() != null;
        }

        private boolean complete(CallResult answer) {
            boolean isFirst = result.compareAndSet(null, answer);
            if (isFirst) {
                LockSupport.unpark(waiter);
            }
            return isFirst;
        }

        @Override
        public void check() {
            if (clock.nanos() - deadlineNanos > 0) {
                complete(
                        new CallResult.Failed(
                                CallResult.Failure.DEADLINE,
                                "no answer within " + timeout.toMillis() + " ms"));
            }
        }

        /// Waits for the answer or the deadline.
        CallResult await() {
            waiter = Thread.currentThread();
            watchdog.add(this);
            try {
                CallResult answer = result.get();
                while (answer == null) {
                    LockSupport.park(this);
                    if (Thread.currentThread().isInterrupted()) {
                        complete(
                                new CallResult.Failed(
                                        CallResult.Failure.STOPPED, "the caller was interrupted"));
                    }
                    answer = result.get();
                }
                return answer;
            } finally {
                watchdog.remove(this);
                waiter = null;
            }
        }
    }
}
