package io.edgeless.dataplane;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The events that wait for one cell, in the order they came; bounded in events and bytes. Any
/// thread may offer, one at a time may poll.
final class Mailbox {

    private final int eventsMax;
    private final int bytesMax;
    private final ConcurrentLinkedQueue<Envelope> queue = new ConcurrentLinkedQueue<>();

    /// Events and bytes waiting: changed by every sender and by the cell.
    private final AtomicInteger events = new AtomicInteger();

    private final AtomicLong bytes = new AtomicLong();

    Mailbox(int eventsMax, int bytesMax) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

    /// Adds at the end; false when there is no room.
    boolean offer(Envelope envelope) {
        if (events.incrementAndGet() > eventsMax) {
            events.decrementAndGet();
            return false;
        }
        int size = envelope.event().payload().length;
        if (bytes.addAndGet(size) > bytesMax) {
            bytes.addAndGet(-size);
            events.decrementAndGet();
            return false;
        }
        queue.add(envelope);
        return true;
    }

    @Nullable Envelope poll() {
        Envelope envelope = queue.poll();
        if (envelope != null) {
            events.decrementAndGet();
            bytes.addAndGet(-envelope.event().payload().length);
        }
        return envelope;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }
}
