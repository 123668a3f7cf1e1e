package io.edgeless.dataplane.link;

import io.edgeless.api.model.Event;
import io.edgeless.api.rpc.InvocationClient;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The way to one node by the unary rpc of v1.2: many events under way at a time, bounded in events
/// and bytes. Events leave in the order in which they were handed over.
final class UnaryLink {

    private static final int EVENTS_MAX = 1_024;
    private static final long BYTES_MAX = 16L << 20;

    private final String url;
    private final InvocationClient client;

    /// Under way: changed by every sender and by the transport's threads.
    private final AtomicInteger events = new AtomicInteger();

    private final AtomicLong bytes = new AtomicLong();

    UnaryLink(String url, InvocationClient client) {
        this.url = url;
        this.client = client;
    }

    String url() {
        return url;
    }

    /// Sends without waiting; false when too much is under way.
    boolean send(Event event, Consumer<String> lost) {
        int size = event.payload().length;
        if (events.incrementAndGet() > EVENTS_MAX || bytes.get() + size > BYTES_MAX) {
            events.decrementAndGet();
            return false;
        }
        bytes.addAndGet(size);
        client.handleAsync(
                event,
                failure -> {
                    events.decrementAndGet();
                    bytes.addAndGet(-size);
                    failure.ifPresent(reason -> lost.accept(String.valueOf(reason.getMessage())));
                });
        return true;
    }
}
