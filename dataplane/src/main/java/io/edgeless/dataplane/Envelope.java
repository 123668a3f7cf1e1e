package io.edgeless.dataplane;

import io.edgeless.api.model.Event;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/// An event on its way into one cell, with what matters on this node only. It is the node of the
/// mailbox's queue too: once offered with success, it belongs to that mailbox, and after it was
/// handled [#clear()] lets go of the event, because the queue keeps the last envelope it gave out.
final class Envelope {

    private static final AtomicReferenceFieldUpdater<Envelope, @Nullable Envelope> NEXT =
            AtomicReferenceFieldUpdater.newUpdater(Envelope.class, Envelope.class, "next");

    private @Nullable Event event;

    /// When its caller stops waiting, by this node's clock; 0 for casts.
    private final long deadlineNanos;

    /// How many calls are nested around it on this node.
    private final int depth;

    /// The one behind it: written once by the sender of that one, read by the cell.
    volatile @Nullable Envelope next;

    /// Events and payload bytes that were ever offered to the mailbox, up to and with this one.
    /// Written before the envelope is put into the queue.
    long eventsUpTo;

    long bytesUpTo;

    Envelope(Event event, long deadlineNanos, int depth) {
        this.event = event;
        this.deadlineNanos = deadlineNanos;
        this.depth = depth;
    }

    private Envelope() {
        this.event = null;
        this.deadlineNanos = 0;
        this.depth = 0;
    }

    static Envelope cast(Event event) {
        return new Envelope(event, 0, 0);
    }

    /// Stands at the head of a queue that nothing was taken from yet.
    static Envelope empty() {
        return new Envelope();
    }

    /// Not after [#clear()].
    Event event() {
        Event present = event;
        if (present == null) {
            throw new IllegalStateException("the event of this envelope was handled already");
        }
        return present;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    int depth() {
        return depth;
    }

    /// Makes another one the next, seen before anything that its sender reads afterwards: it asks
    /// then whether somebody is there to handle it, while that one asks whether there is a next.
    void link(Envelope other) {
        NEXT.set(this, other);
    }

    void clear() {
        event = null;
    }
}
