package io.edgeless.process.grpc;

import io.edgeless.world.Counter;
import io.edgeless.world.Counters;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends calls whose request does not arrive: a client that sends a byte now and then would
/// otherwise hold its place among the running calls for ever. Looks eight times in the time that a
/// request may take. Safe for concurrent use; its server closes it.
final class Arrivals implements AutoCloseable {

    private static final int LOOKS = 8;

    /// Single requests under way, and how often they have been seen. Bounded by the guard.
    private final Map<ServerCall<?, ?>, Integer> arriving = new ConcurrentHashMap<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Counter slow;
    private final Duration patience;

    Arrivals(Duration patience, Counters counters) {
        this.patience = patience;
        slow = counters.counter(CallMetric.CALLS_SLOW);
        Thread.ofVirtual().name("request-arrivals").start(this::watch);
    }

    /// The headers of this call are here. Only single requests are watched.
    void begun(ServerCall<?, ?> call) {
        if (call.getMethodDescriptor().getType() == MethodType.UNARY) {
            arriving.put(call, 0);
        }
    }

    /// The request is complete, or the call is over.
    void ended(ServerCall<?, ?> call) {
        arriving.remove(call);
    }

    private void watch() {
        try {
            long lookMillis = Math.max(1, patience.toMillis() / LOOKS);
            while (!closed.await(lookMillis, TimeUnit.MILLISECONDS)) {
                arriving.replaceAll((_, looks) -> looks + 1);
                arriving.forEach((call, looks) -> {
                    if (looks > LOOKS && arriving.remove(call, looks)) {
                        end(call);
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(ServerCall<?, ?> call) {
        slow.add(1);
        call.close(
                Status.DEADLINE_EXCEEDED.withDescription(
                        "the request did not come within " + patience.toMillis() + " ms"),
                new Metadata());
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
