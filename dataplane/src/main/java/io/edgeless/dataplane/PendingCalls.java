package io.edgeless.dataplane;

import io.edgeless.api.id.InstanceId;
import io.edgeless.component.CallResult;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The calls of one instance that wait for their answers. Safe for concurrent use.
final class PendingCalls {

    private final int pendingMax;
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();

    /// Ids from 1 up; 0 means no call on the wire.
    private final AtomicLong lastStreamId = new AtomicLong();

    /// No further call may wait; written by close.
    private volatile boolean closed;

    /// @param target who may answer
    record Pending(long streamId, InstanceId target, CompletableFuture<CallResult> result) {}

    PendingCalls(int pendingMax) {
        this.pendingMax = pendingMax;
    }

    /// Opens a call; empty when too many wait.
    Optional<Pending> open(InstanceId target) {
        if (pending.size() >= pendingMax) {
            return Optional.empty();
        }
        Pending call =
                new Pending(lastStreamId.incrementAndGet(), target, new CompletableFuture<>());
        pending.put(call.streamId(), call);
        if (closed) {
            failAll();
        }
        return Optional.of(call);
    }

    /// Hands an answer over; false when nobody waits for it from this instance.
    boolean answer(InstanceId from, long streamId, CallResult result) {
        Pending call = pending.get(streamId);
        return call != null && call.target().equals(from) && call.result().complete(result);
    }

    /// The caller stops waiting.
    void forget(Pending call) {
        pending.remove(call.streamId());
    }

    /// Ends all calls, also those to come.
    void close() {
        closed = true;
        failAll();
    }

    private void failAll() {
        CallResult stopped =
                new CallResult.Failed(CallResult.Failure.STOPPED, "the caller is being stopped");
        pending.values().forEach(call -> call.result().complete(stopped));
    }
}
