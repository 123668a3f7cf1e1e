package io.edgeless.dataplane;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.component.Component;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.run.Execution;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// An actor: handles the events of one instance, one at a time, on a thread only while there are
/// any. The state word says whether somebody has the right to run it: a drain that was started, or
/// a life-cycle step of its owner. Whoever adds an event to an idle cell starts a drain.
final class Cell {

    private static final Logger LOGGER = LoggerFactory.getLogger(Cell.class);

    /// Then others get their turn on the thread.
    private static final int EVENTS_PER_DRAIN_MAX = 256;

    /// An event longer than this moves the cell to platform threads.
    private static final long LONG_EVENT_NANOS = Duration.ofMillis(20).toNanos();

    enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final PhysicalId id;
    private final Component component;
    private final CellServices services;
    private final Mailbox mailbox;
    private final Execution execution;

    /// Who waits for room in the mailbox or for the right to run.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    /// How many wait for `changed`; so that nobody signals in vain.
    private final AtomicInteger waiters = new AtomicInteger();

    /// Somebody has the right to run the cell.
    private final AtomicBoolean taken = new AtomicBoolean();

    /// No drain begins; written by the owner, read by senders and drains.
    private volatile boolean paused = true;

    /// Nothing is accepted any more; written by the owner, read by senders and drains.
    private volatile boolean closed;

    /// Its events take long: run them on platform threads.
    private volatile boolean longRunning;

    /// The event being handled and the thread that handles it; for the outputs.
    private volatile Handling handling = Handling.NONE;

    /// @param thread the one that runs the component; empty between events
    record Handling(Optional<Thread> thread, Optional<Envelope> envelope) {
        static final Handling NONE = new Handling(Optional.empty(), Optional.empty());
    }

    Cell(PhysicalId id, Component component, PortSettings settings, CellServices services) {
        this.id = id;
        this.component = component;
        this.services = services;
        Limits limits = settings.limits();
        this.mailbox = new Mailbox(limits.mailboxEventsMax(), limits.mailboxBytesMax());
        this.execution =
                new Execution(
                        new Execution.Budget(
                                limits.cpuBudget(), limits.wallBudget(), settings.interrupt()),
                        services.clock());
    }

    /// Adds an event and makes sure that it will be handled.
    Offer offer(Envelope envelope) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (!mailbox.offer(envelope)) {
            return Offer.FULL;
        }
        if (closed) {
            discardAll();
            return Offer.ACCEPTED;
        }
        schedule();
        return Offer.ACCEPTED;
    }

    /// As [#offer(Envelope)], but waits for room until this time (by the clock).
    Offer offerPatiently(Envelope envelope, long untilNanos) throws InterruptedException {
        Offer offer = offer(envelope);
        while (offer == Offer.FULL && services.clock().nanos() < untilNanos) {
            awaitChange(untilNanos - services.clock().nanos());
            offer = offer(envelope);
        }
        return offer;
    }

    /// Both callers check their condition again and again.
    @SuppressWarnings("WaitNotInLoop")
    private void awaitChange(long nanos) throws InterruptedException {
        waiters.incrementAndGet();
        lock.lock();
        try {
            changed.awaitNanos(Math.min(nanos, Duration.ofMillis(5).toNanos()));
        } finally {
            lock.unlock();
            waiters.decrementAndGet();
        }
    }

    private void signal() {
        if (waiters.get() > 0) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void schedule() {
        if (!paused && taken.compareAndSet(false, true)) {
            services.threads().start(longRunning, this::drain);
        }
    }

    private void drain() {
        Semaphore permits = services.threads().permits();
        permits.acquireUninterruptibly();
        services.watchdog().add(execution);
        try {
            for (int i = 0; i < EVENTS_PER_DRAIN_MAX && !paused; i++) {
                Envelope envelope = mailbox.poll();
                if (envelope == null) {
                    break;
                }
                signal();
                handle(envelope);
            }
        } finally {
            services.watchdog().remove(execution);
            permits.release();
            release();
        }
    }

    /// Gives the right to run back, and starts the next drain if there is something to do.
    private void release() {
        taken.set(false);
        signal();
        if (!mailbox.isEmpty()) {
            schedule();
        }
    }

    private void handle(Envelope envelope) {
        Event event = envelope.event();
        if (envelope.deadlineNanos() != 0
                && services.clock().nanos() - envelope.deadlineNanos() > 0) {
            services.drop(DropReason.EXPIRED);
            return;
        }
        long created = event.context().createdEpochNanos();
        long transferNanos =
                created == 0 ? 0 : Math.max(0, services.clock().epochNanos() - created);
        long startNanos = services.clock().nanos();
        handling = new Handling(Optional.of(Thread.currentThread()), Optional.of(envelope));
        execution.begin();
        Outcome outcome;
        try {
            outcome = component.handle(event);
        } catch (RuntimeException | Error e) {
            LOGGER.error("component {} threw: a fault of ours", id, e);
            outcome = new Outcome.Failed("internal error");
        }
        long executionNanos = execution.end();
        handling = Handling.NONE;
        if (services.clock().nanos() - startNanos > LONG_EVENT_NANOS
                && executionNanos > LONG_EVENT_NANOS) {
            longRunning = true;
        }
        services.listener().handled(id, event.kind(), transferNanos, executionNanos);
        if (event.kind() == EventKind.CALL) {
            services.router().reply(event, outcome);
        }
    }

    // ---- for the owner ----------------------------------------------------------------------

    /// Between two events the cell stops; events wait.
    void pause() {
        paused = true;
    }

    /// The cell goes on.
    void resume() {
        paused = false;
        if (!mailbox.isEmpty()) {
            schedule();
        }
    }

    /// Runs a life-cycle step with the right to run, under the same budget as an event; waits for
    /// the handler that is running. Only while the cell is paused.
    Outcome run(Supplier<Outcome> step, long untilNanos) {
        try {
            while (!taken.compareAndSet(false, true)) {
                if (services.clock().nanos() - untilNanos > 0) {
                    return new Outcome.Interrupted("a handler did not end in time");
                }
                awaitChange(untilNanos - services.clock().nanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Interrupted("the node is stopping");
        }
        services.watchdog().add(execution);
        Semaphore permits = services.threads().permits();
        permits.acquireUninterruptibly();
        handling = new Handling(Optional.of(Thread.currentThread()), Optional.empty());
        execution.begin();
        try {
            return step.get();
        } finally {
            execution.end();
            handling = Handling.NONE;
            permits.release();
            services.watchdog().remove(execution);
            release();
        }
    }

    /// Accepts nothing any more; what waits is dropped and its callers are told.
    void close() {
        closed = true;
        paused = true;
        discardAll();
        signal();
    }

    private void discardAll() {
        for (Envelope left = mailbox.poll(); left != null; left = mailbox.poll()) {
            services.drop(DropReason.INSTANCE_STOPPED);
            if (left.event().kind() == EventKind.CALL) {
                services.router()
                        .reply(left.event(), new Outcome.Failed("the instance was stopped"));
            }
        }
    }

    // ---- for the outputs --------------------------------------------------------------------

    /// The event that the current thread is handling for this cell; empty on other threads.
    Optional<Envelope> current() {
        return handling.envelope().filter(envelope -> isOwnThread());
    }

    private boolean isOwnThread() {
        return handling.thread().filter(thread -> thread == Thread.currentThread()).isPresent();
    }

    /// Runs something that may block for the guest: its time is not counted, its permit goes to
    /// others meanwhile, and no interrupt of the watchdog lands in it.
    <T> T hostCall(Supplier<T> work) {
        if (!isOwnThread()) {
            return work.get();
        }
        boolean interrupted = execution.enterHost();
        Semaphore permits = services.threads().permits();
        permits.release();
        try {
            return work.get();
        } finally {
            permits.acquireUninterruptibly();
            execution.leaveHost(interrupted);
        }
    }
}
