package io.edgeless.dataplane;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/// The events that wait for one cell, in the order they came; bounded in events and bytes. Any
/// thread may offer, one at a time may poll.
///
/// # How
///
/// The envelopes themselves are linked: an offer replaces the tail by one compare-and-set and then
/// lets the former tail point to it. Each envelope knows how many events and bytes were offered up
/// to it, and the cell publishes how many it took: so the same compare-and-set also enforces both
/// bounds exactly. Between its two steps the envelope is in the queue but not yet reachable: poll
/// sees nothing, and the sender, which is not done, makes sure that somebody polls again.
///
/// The cell writes lazily: a sender may see too late that there is room. Whoever waits for room is
/// woken only after the cell has passed a full fence.
final class Mailbox {

    private static final AtomicReferenceFieldUpdater<Mailbox, Envelope> TAIL =
            AtomicReferenceFieldUpdater.newUpdater(Mailbox.class, Envelope.class, "tail");

    private static final AtomicReferenceFieldUpdater<Mailbox, Envelope> HEAD =
            AtomicReferenceFieldUpdater.newUpdater(Mailbox.class, Envelope.class, "head");

    private static final AtomicLongFieldUpdater<Mailbox> EVENTS_TAKEN =
            AtomicLongFieldUpdater.newUpdater(Mailbox.class, "eventsTaken");

    private static final AtomicLongFieldUpdater<Mailbox> BYTES_TAKEN =
            AtomicLongFieldUpdater.newUpdater(Mailbox.class, "bytesTaken");

    private final int eventsMax;
    private final long bytesMax;

    /// The last one offered; senders compete for it.
    private volatile Envelope tail = Envelope.empty();

    /// The last one taken. Changed by the cell; a stale one that others see points to another one,
    /// so that they at most take the mailbox for not empty.
    private volatile Envelope head = tail;

    /// How much was taken: written by the cell, read by senders.
    private volatile long eventsTaken;

    private volatile long bytesTaken;

    Mailbox(int eventsMax, long bytesMax) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
    }

    /// Adds at the end; false when there is no room.
    boolean offer(Envelope envelope) {
        int size = envelope.event().payload().length;
        while (true) {
            Envelope last = tail;
            long events = last.eventsUpTo + 1;
            long bytes = last.bytesUpTo + size;
            if (events - eventsTaken > eventsMax || bytes - bytesTaken > bytesMax) {
                return false;
            }
            envelope.eventsUpTo = events;
            envelope.bytesUpTo = bytes;
            if (TAIL.compareAndSet(this, last, envelope)) {
                last.link(envelope);
                return true;
            }
            Thread.onSpinWait();
        }
    }

    @Nullable Envelope poll() {
        Envelope taken = head;
        Envelope next = taken.next;
        if (next == null) {
            return null;
        }
        taken.link(taken);
        HEAD.lazySet(this, next);
        BYTES_TAKEN.lazySet(this, next.bytesUpTo);
        EVENTS_TAKEN.lazySet(this, next.eventsUpTo);
        return next;
    }

    /// Whether there is nothing to poll; what is being offered at this moment does not count.
    boolean isEmpty() {
        return head.next == null;
    }

    /// How many events wait.
    int size() {
        return (int) Math.max(0, tail.eventsUpTo - eventsTaken);
    }

    /// How many bytes of payload wait.
    long bytes() {
        return Math.max(0, tail.bytesUpTo - bytesTaken);
    }
}
