package io.edgeless.dataplane;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Event;
import io.edgeless.api.model.Placement;
import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;
import io.edgeless.component.Component;
import io.edgeless.component.Outcome;
import io.edgeless.component.Outputs;
import io.edgeless.dataplane.run.Patience;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The address of one instance on the data plane: its mailbox and its outputs. Made by
/// [DataPlane#register]; its owner closes it. Safe for concurrent use.
public final class Port {

    /// Longer than any budget of a handler.
    private static final Duration STEP_WAIT = Duration.ofSeconds(15);

    private final InstanceId self;
    private final PortSettings settings;
    private final CellServices services;
    private final Cell cell;
    private final Channels channels;
    private final PendingCalls pending;
    private final PortOutputs outputs;

    /// Lowest epoch accepted of each sender; replaced by each patch.
    private volatile Map<LogicalId, Long> epochs = Map.of();

    Port(InstanceId self, Component component, PortSettings settings, CellServices services) {
        this.self = self;
        this.settings = settings;
        this.services = services;
        this.cell = new Cell(self.function(), component, settings, services);
        this.channels = new Channels(services.world().timers(), services.drops());
        this.pending =
                new PendingCalls(
                        settings.limits().pendingCallsMax(), services.clock(), services.watchdog());
        this.outputs = new PortOutputs(this);
    }

    /// Its own id.
    public InstanceId self() {
        return self;
    }

    /// How it sends events.
    public Outputs outputs() {
        return outputs;
    }

    /// What waits for it now; parts may be some events apart.
    public Occupancy occupancy() {
        return new Occupancy(
                cell.waiting(),
                cell.waitingBytes(),
                settings.limits().mailboxEventsMax(),
                settings.limits().mailboxBytesMax(),
                pending.size());
    }

    /// Events are handled from now on; before, they wait.
    public void open() {
        cell.open();
    }

    /// Between two events the instance stops handling; events wait.
    public void pause() {
        cell.pause();
    }

    /// The instance goes on handling events.
    public void resume() {
        cell.resume();
    }

    /// Ends the calls that its handler waits in, for an owner that is about to stop it.
    public void endCalls() {
        pending.stop();
    }

    /// Runs a step of its life cycle (init, stop) as if it were an event: after the handler that is
    /// running, on a thread for guests, and under the same budget; waits for its end. Only before
    /// open or while paused.
    public Outcome run(Supplier<Outcome> step) {
        return cell.run(step, STEP_WAIT.toNanos());
    }

    /// Runs something that may block on behalf of its running handler: its time is not counted.
    public <T> T hostCall(Supplier<T> work) {
        Lane lane = cell.current();
        return lane == null ? work.get() : lane.hostCall(work);
    }

    /// Whether what runs now on this thread, a handler or a step of its life cycle, was found to be
    /// over its budgets; only then they are the reason if it was interrupted.
    public boolean isOverBudget() {
        Lane lane = cell.current();
        return lane != null && lane.isOverBudget();
    }

    /// Replaces all channels.
    ///
    /// @param sources placements that send to it: events of lower epochs are refused
    public void patch(Map<String, InstanceId> targets, List<Placement> sources) {
        Map<LogicalId, Long> lowest = new HashMap<>();
        sources.forEach(source -> lowest.merge(source.logical(), source.epoch(), Math::max));
        epochs = Map.copyOf(lowest);
        channels.patch(targets, outputs::release);
    }

    /// Removes it from the data plane: what waits is dropped and counted, and nobody waits for an
    /// answer from it or for it any longer. A handler that runs is interrupted; when this returns,
    /// it has ended, or it does not listen and was left to itself after some seconds. Its own
    /// handler may call this too.
    public void close() {
        services.router().remove(self.function());
        cell.shut();
        channels.close();
        outputs.close();
        pending.close();
        cell.close();
    }

    /// After [#close()]: whether nothing of its component runs any more, nor ever will. False when
    /// a handler was left to itself, or is the caller.
    public boolean isQuiet() {
        return cell.isQuiet();
    }

    // ---- for the router ---------------------------------------------------------------------

    CastResult deliver(Envelope envelope, Patience patience) {
        Event event = envelope.event();
        if (isStale(event)) {
            services.drop(DropReason.STALE_EPOCH);
            return CastResult.UNREACHABLE;
        }
        if (event.payload().length > settings.limits().payloadBytesMax()) {
            services.drop(DropReason.TOO_LARGE);
            return CastResult.TOO_LARGE;
        }
        return switch (offer(envelope, patience)) {
            case ACCEPTED -> CastResult.ACCEPTED;
            case FULL -> {
                services.drop(
                        event.source().equals(self)
                                ? DropReason.OWN_QUEUE_FULL
                                : DropReason.QUEUE_FULL);
                yield CastResult.OVERLOADED;
            }
            case CLOSED -> {
                services.drop(DropReason.INSTANCE_STOPPED);
                yield CastResult.UNREACHABLE;
            }
        };
    }

    private Cell.Offer offer(Envelope envelope, Patience patience) {
        Cell.Offer first = cell.offer(envelope);
        if (first != Cell.Offer.FULL) {
            return first;
        }
        AtomicReference<Cell.Offer> last = new AtomicReference<>(first);
        patience.await(
                cell.room(),
                () -> {
                    last.set(cell.offer(envelope));
                    return last.get() != Cell.Offer.FULL;
                });
        return last.get();
    }

    private boolean isStale(Event event) {
        Optional<Placement> source = event.context().source();
        if (source.isEmpty()) {
            return false;
        }
        Long lowest = epochs.get(source.get().logical());
        return lowest != null && source.get().epoch() < lowest;
    }

    boolean answered(InstanceId from, long streamId, CallResult result) {
        return pending.answer(from, streamId, result);
    }

    // ---- for the outputs --------------------------------------------------------------------

    Cell cell() {
        return cell;
    }

    Channels channels() {
        return channels;
    }

    PendingCalls pending() {
        return pending;
    }

    PortSettings settings() {
        return settings;
    }

    CellServices services() {
        return services;
    }
}
