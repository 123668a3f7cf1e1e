package io.edgeless.dataplane;

import io.edgeless.api.model.Event;
import io.edgeless.api.model.EventKind;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.run.Execution;
import io.edgeless.dataplane.run.GuestThreads.Kind;
import io.edgeless.dataplane.run.Pace;
import io.edgeless.dataplane.run.Patience;
import io.edgeless.dataplane.run.Room;
import io.edgeless.dataplane.run.Turn;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Handles the events of one cell, one after the other, on one thread at a time. A function has one
/// lane; a resource may have several. Whoever runs it has taken it from its cell (see [Cell]) and
/// gives it back at the end. Its methods are called on its own thread, except [#waitsFor()],
/// [#cancel()], [#isBusy()] and the starts.
final class Lane implements Patience {

    private static final Logger LOGGER = LoggerFactory.getLogger(Lane.class);

    /// Then others get their turn on the thread; also when the class turns out to belong elsewhere.
    private static final int EVENTS_PER_DRAIN_MAX = 256;

    private final Cell cell;
    private final CellServices services;
    private final Execution execution;
    private final Pace pace;
    private final Turn drain;
    private final long patienceNanos;

    /// Who runs it now: written by that thread; every other thread sees one that is not itself.
    private volatile @Nullable Thread thread;

    /// The permit it runs under: written by whoever takes the lane, read by the watchdog.
    private volatile @Nullable Turn turn;

    /// The event being handled; its own thread's. Null between events and in a life-cycle step.
    private @Nullable Envelope envelope;

    /// How long it may still wait for room on behalf of this event; its own thread's.
    private long patienceLeftNanos;

    /// The call its handler waits in: written by its own thread, read by callers that look for
    /// cycles.
    private volatile PendingCalls.@Nullable Pending waitsFor;

    Lane(Cell cell, PortSettings settings, Pace pace, CellServices services) {
        this.cell = cell;
        this.services = services;
        this.pace = pace;
        this.patienceNanos = settings.isFunction() ? services.settings().patience().toNanos() : 0;
        this.drain = services.threads().turn(this::drain, () -> cell.leave(this));
        this.execution =
                new Execution(
                        new Execution.Budget(
                                settings.limits().cpuBudget(),
                                settings.limits().wallBudget(),
                                settings.interrupt(),
                                this::tookLong),
                        services.clock());
    }

    // ---- starts -----------------------------------------------------------------------------

    /// Handles what waits, soon.
    void startDrain() {
        if (cell.isFunction()) {
            drain.start(pace.isQuick() ? Kind.QUICK : Kind.LONG);
        } else {
            drain.start(Kind.RESOURCE);
        }
    }

    /// Runs a life-cycle step, soon, on a platform thread: it may be the first thing that unknown
    /// code ever does.
    CompletableFuture<Outcome> startStep(Supplier<Outcome> step) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Turn once = services.threads().turn(() -> outcome.complete(runStep(step)), cell::leaveAll);
        turn = once;
        once.start(Kind.LONG);
        return outcome;
    }

    private Outcome runStep(Supplier<Outcome> step) {
        begin(null, services.clock().nanos());
        services.watchdog().add(execution);
        try {
            return step.get();
        } catch (RuntimeException | Error e) {
            return fault(e);
        } finally {
            services.watchdog().remove(execution);
            execution.end();
            thread = null;
        }
    }

    private void drain() {
        turn = drain;
        if (cell.isFunction()) {
            services.watchdog().add(execution);
        }
        try {
            long nowNanos = services.clock().nanos();
            long epochOffsetNanos = services.clock().epochNanos() - nowNanos;
            boolean wasQuick = pace.isQuick();
            for (int i = 0; i < EVENTS_PER_DRAIN_MAX && pace.isQuick() == wasQuick; i++) {
                Envelope next = cell.take();
                if (next == null) {
                    break;
                }
                if (i > 0) {
                    drain.renew();
                }
                nowNanos = handle(next, nowNanos, epochOffsetNanos);
            }
        } catch (RuntimeException | Error e) {
            LOGGER.error("instance {}: the data plane itself failed", cell.id(), e);
        } finally {
            services.watchdog().remove(execution);
            thread = null;
        }
    }

    // ---- one event --------------------------------------------------------------------------

    /// Returns when it ended.
    private long handle(Envelope next, long nowNanos, long epochOffsetNanos) {
        if (cell.isClosed()) {
            cell.discard(next);
            return nowNanos;
        }
        if (next.deadlineNanos() != 0 && nowNanos - next.deadlineNanos() > 0) {
            services.drop(DropReason.EXPIRED);
            next.clear();
            return nowNanos;
        }
        Event event = next.event();
        begin(next, nowNanos);
        cell.room().changed();
        Outcome outcome;
        try {
            outcome = cell.component().handle(event);
        } catch (RuntimeException | Error e) {
            outcome = fault(e);
        }
        long guestNanos = execution.end();
        envelope = null;
        next.clear();
        if (cell.isFunction()) {
            pace.handled(guestNanos);
        }
        if (event.kind() == EventKind.CALL) {
            services.router().reply(event, outcome);
        }
        long created = event.context().createdEpochNanos();
        long transferNanos = created == 0 ? 0 : Math.max(0, nowNanos + epochOffsetNanos - created);
        services.listener().handled(cell.id(), event.kind(), transferNanos, guestNanos);
        return execution.endedNanos();
    }

    private void begin(@Nullable Envelope next, long nowNanos) {
        envelope = next;
        patienceLeftNanos = patienceNanos;
        thread = Thread.currentThread();
        execution.begin(nowNanos);
    }

    private Outcome fault(Throwable e) {
        LOGGER.error("component {} threw: a fault of ours", cell.id(), e);
        return new Outcome.Failed("internal error");
    }

    /// Called by the watchdog.
    private void tookLong() {
        pace.tookLong();
        Turn running = turn;
        if (running != null) {
            running.lend();
        }
    }

    // ---- for the owner ----------------------------------------------------------------------

    /// Whether a handler runs. If so, its thread looks at the cell again before it takes an event.
    boolean isBusy() {
        return execution.isBusy();
    }

    /// Interrupts the handler that runs.
    void cancelEvent() {
        execution.cancelEvent();
    }

    /// Interrupts the handler that runs, and any to come.
    void cancel() {
        execution.cancel();
    }

    // ---- for the outputs --------------------------------------------------------------------

    boolean isOwnThread() {
        return thread == Thread.currentThread();
    }

    /// Whether the handler or step it runs was found to be over its budgets.
    boolean isOverBudget() {
        return execution.isOverBudget();
    }

    /// The event that is being handled; null in a life-cycle step.
    @Nullable Envelope envelope() {
        return envelope;
    }

    PendingCalls.@Nullable Pending waitsFor() {
        return waitsFor;
    }

    void waitFor(PendingCalls.@Nullable Pending call) {
        waitsFor = call;
    }

    /// Runs something that may block for the guest: its time is not counted, its permit goes to
    /// others meanwhile, and no interrupt of the watchdog lands in it.
    <T> T hostCall(Supplier<T> work) {
        Turn running = turn;
        if (running == null || execution.isInHost()) {
            return work.get();
        }
        boolean interrupted = execution.enterHost();
        running.suspend();
        try {
            return work.get();
        } finally {
            running.resume();
            execution.leaveHost(interrupted);
        }
    }

    /// Waits no longer than what is left of this event's patience.
    @Override
    public boolean await(Room room, BooleanSupplier attempt) {
        if (patienceLeftNanos <= 0) {
            return false;
        }
        return hostCall(() -> {
            try {
                long leftNanos = room.await(attempt, patienceLeftNanos);
                patienceLeftNanos = leftNanos;
                return leftNanos > 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }
}
