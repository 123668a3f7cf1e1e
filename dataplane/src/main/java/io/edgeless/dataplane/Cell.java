package io.edgeless.dataplane;

import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.EventKind;
import io.edgeless.component.Component;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.run.Pace;
import io.edgeless.dataplane.run.Room;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// An actor: handles the events of one instance on a thread only while there are any; one at a
/// time, or, for some resources, several.
///
/// # The right to run
///
/// `running` counts the lanes that somebody has taken: a drain, a life-cycle step (which takes all
/// of them), or the close (which takes all and keeps them). Whoever adds an event to a cell with a
/// lane left starts a drain; whoever gives a lane back looks once more whether something waits. As
/// both sides write before they read, no event is left lying.
final class Cell {

    private static final Logger LOGGER = LoggerFactory.getLogger(Cell.class);

    /// More handlers of one resource than this do not run at a time, whatever it asks for.
    private static final int LANES_MAX = 256;

    /// A handler that is interrupted ends within this, or is left to itself.
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    /// How often a handler that does not end is interrupted once more.
    private static final Duration END_STEP = Duration.ofMillis(20);

    enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final PhysicalId id;
    private final Component component;
    private final PortSettings settings;
    private final CellServices services;
    private final Pace pace;
    private final Mailbox mailbox;

    /// The only lane, used again and again; where there may be several, each is made when needed.
    private final Lane single;

    /// The lanes in use where there may be several.
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();

    /// Where senders wait for room, and the owner for the right to run.
    private final Room room = new Room();

    /// How many lanes are taken.
    private final AtomicInteger running = new AtomicInteger();

    /// How many lanes there are; written before the cell opens.
    private volatile int lanesMax = 1;

    /// No drain begins; written by the owner, read by senders and drains.
    private volatile boolean paused = true;

    /// Nothing is accepted any more; written by the owner, read by senders and drains.
    private volatile boolean closed;

    /// No drain can poll any more: whoever finds something discards it. Written by close.
    private volatile boolean ended;

    /// A handler did not end and was left to itself; written by close, read by the owner.
    private volatile boolean leftBehind;

    Cell(PhysicalId id, Component component, PortSettings settings, CellServices services) {
        this.id = id;
        this.component = component;
        this.settings = settings;
        this.services = services;
        this.pace = services.paces().take(settings.className());
        Limits limits = settings.limits();
        this.mailbox = new Mailbox(limits.mailboxEventsMax(), limits.mailboxBytesMax());
        this.single = new Lane(this, settings, pace, services);
    }

    PhysicalId id() {
        return id;
    }

    Component component() {
        return component;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isFunction() {
        return settings.isFunction();
    }

    Room room() {
        return room;
    }

    // ---- for senders ------------------------------------------------------------------------

    /// Adds an event and makes sure that it will be handled.
    Offer offer(Envelope envelope) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (!mailbox.offer(envelope)) {
            return Offer.FULL;
        }
        if (ended) {
            discardAll();
        } else {
            schedule();
        }
        return Offer.ACCEPTED;
    }

    private void schedule() {
        if (!paused && !closed && enter(1)) {
            lane().startDrain();
        }
    }

    private Lane lane() {
        if (lanesMax == 1) {
            return single;
        }
        Lane fresh = new Lane(this, settings, pace, services);
        lanes.add(fresh);
        return fresh;
    }

    private boolean enter(int count) {
        for (int now = running.get(); now + count <= lanesMax; now = running.get()) {
            if (running.compareAndSet(now, now + count)) {
                return true;
            }
        }
        return false;
    }

    // ---- for lanes --------------------------------------------------------------------------

    /// The next event; null when there is none or none may begin.
    @Nullable Envelope take() {
        if (paused || closed) {
            return null;
        }
        if (lanesMax == 1) {
            return mailbox.poll();
        }
        synchronized (mailbox) {
            return mailbox.poll();
        }
    }

    /// Gives a lane back, and starts the next drain if there is something to do.
    void leave(Lane lane) {
        lanes.remove(lane);
        leave(1);
    }

    /// Gives all lanes back.
    void leaveAll() {
        leave(lanesMax);
    }

    private void leave(int count) {
        running.addAndGet(-count);
        room.changed();
        if (closed) {
            var _ = end();
        } else if (!mailbox.isEmpty()) {
            schedule();
        }
    }

    // ---- for the owner ----------------------------------------------------------------------

    /// Between two events the cell stops; events wait.
    void pause() {
        paused = true;
    }

    /// The cell begins, with as many lanes as its component can use by now.
    void open() {
        if (!isFunction()) {
            lanesMax = Math.clamp(component.concurrentEventsMax(), 1, LANES_MAX);
        }
        resume();
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
    ///
    /// @param waitNanos for the right to run, and then for the step, which is interrupted
    ///   afterwards
    Outcome run(Supplier<Outcome> step, long waitNanos) {
        AtomicBoolean entered = new AtomicBoolean();
        try {
            BooleanSupplier attempt =
                    () -> {
                        entered.set(!closed && enter(lanesMax));
                        return closed || entered.get();
                    };
            room.await(attempt, waitNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Interrupted("the node is stopping");
        }
        if (!entered.get()) {
            return new Outcome.Interrupted(
                    closed ? "the instance was stopped" : "a handler did not end in time");
        }
        return await(single.startStep(step), waitNanos);
    }

    /// Waits for the end of the step even when this thread is interrupted: whoever owns the
    /// component may touch it only then.
    private Outcome await(CompletableFuture<Outcome> outcome, long waitNanos) {
        boolean isFlagged = false;
        try {
            for (int i = 0; i < 2; i++) {
                try {
                    return outcome.get(waitNanos, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    isFlagged = true;
                    single.cancelEvent();
                } catch (TimeoutException e) {
                    single.cancelEvent();
                }
            }
            LOGGER.error("instance {}: its step did not end, and is left to itself", id);
            return new Outcome.Interrupted("it did not end in time");
        } catch (ExecutionException e) {
            return new Outcome.Failed(String.valueOf(e.getCause()));
        } finally {
            if (isFlagged) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Accepts and begins nothing any more; the first step of closing, by the owner alone.
    void shut() {
        if (!closed) {
            closed = true;
            services.paces().give(settings.className());
            room.changed();
        }
    }

    /// After [#shut()]: what waits is dropped and its callers are told; a handler that runs is
    /// interrupted, and this waits for its end, unless it is the caller itself.
    void close() {
        boolean isOwn = current() != null;
        long leftNanos = END_WAIT.toNanos();
        while (!end() && !isOwn && leftNanos > 0) {
            cancelAll();
            leftNanos -= awaitLeave();
        }
        if (!ended && !isOwn) {
            LOGGER.error("instance {}: its handler did not end, and is left to itself", id);
            leftBehind = true;
            abandon();
        }
    }

    /// After close: nothing of the component runs any more, nor ever will.
    boolean isQuiet() {
        return ended && !leftBehind;
    }

    private void cancelAll() {
        single.cancel();
        lanes.forEach(Lane::cancel);
    }

    /// Waits for some time; returns how long that was at the most.
    private long awaitLeave() {
        try {
            room.await(() -> running.get() == 0, END_STEP.toNanos());
            return END_STEP.toNanos();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return END_WAIT.toNanos();
        }
    }

    /// Takes all lanes for ever, so that nothing can run any more; false while something runs.
    private boolean end() {
        if (!ended && !enter(lanesMax)) {
            return false;
        }
        ended = true;
        discardAll();
        return true;
    }

    /// A handler that runs on never looks at the mailbox again, because the cell is closed.
    private void abandon() {
        boolean isInHandler =
                lanesMax == 1 ? single.isBusy() : lanes.stream().allMatch(Lane::isBusy);
        if (isInHandler) {
            ended = true;
            discardAll();
        }
    }

    private void discardAll() {
        synchronized (mailbox) {
            for (Envelope left = mailbox.poll(); left != null; left = mailbox.poll()) {
                discard(left);
            }
        }
    }

    /// Drops what was taken from the mailbox and will not be handled.
    void discard(Envelope left) {
        services.drop(DropReason.INSTANCE_STOPPED);
        if (left.event().kind() == EventKind.CALL) {
            services.router().reply(left.event(), new Outcome.Failed("the instance was stopped"));
        }
        left.clear();
    }

    // ---- for the outputs --------------------------------------------------------------------

    /// The lane whose handler the current thread runs; null on other threads.
    @Nullable Lane current() {
        if (single.isOwnThread()) {
            return single;
        }
        if (lanesMax > 1) {
            for (Lane lane : lanes) {
                if (lane.isOwnThread()) {
                    return lane;
                }
            }
        }
        return null;
    }

    /// The call that the only handler waits in; null if it does not, or if there may be others.
    PendingCalls.@Nullable Pending waitsFor() {
        return lanesMax == 1 ? single.waitsFor() : null;
    }

    /// How many events wait.
    int waiting() {
        return mailbox.size();
    }

    /// How many bytes of payload wait.
    long waitingBytes() {
        return mailbox.bytes();
    }
}
