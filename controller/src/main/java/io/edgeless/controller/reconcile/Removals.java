package io.edgeless.controller.reconcile;

import io.edgeless.controller.domains.Domain;
import io.edgeless.controller.domains.DomainTable;
import io.edgeless.controller.reconcile.ControllerState.Place;
import io.edgeless.process.loop.Backoff;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stops what must not run: repeated until its domain has confirmed it, across restarts, and not
/// before the result of a start of the same component is known, which could otherwise arrive after
/// the stop. Used by the core's thread only.
final class Removals {

    /// Stops under way at a time: enough to keep an orchestrator busy, few beside its 1,000s of
    /// connections.
    private static final int STOPS_MAX = 64;

    /// A caller of stop waits this long for the domains; what is not confirmed then is stopped
    /// later.
    private static final long WAIT_NANOS = Duration.ofSeconds(10).toNanos();

    private final ControllerState state;
    private final DomainTable domains;
    private final Map<Place, Backoff> retries = new HashMap<>();
    private final Set<Place> stopping = new HashSet<>();
    private final Set<Place> held = new HashSet<>();
    private final List<Waiter> waiters = new ArrayList<>();

    private record Waiter(long ticket, Set<Place> places, long deadline) {}

    Removals(ControllerState state, DomainTable domains) {
        this.state = state;
        this.domains = domains;
    }

    /// Keeps the component from being stopped until the result of its start is known.
    void hold(Place place) {
        held.add(place);
    }

    /// The result of a start came after its component had become unwanted.
    void onLateStart(Turn turn, Job job, StartOutcome outcome) {
        var chosen = new Removal(job.domain(), job.logical(), job.kind(), false);
        held.remove(Place.of(chosen));
        boolean kept = state.isRemoval(Place.of(chosen));
        switch (outcome) {
            case StartOutcome.Started(var logical) -> {
                if (kept && !logical.equals(job.logical())) {
                    turn.record(new ControllerRecord.Removed(chosen));
                }
                var actual = new Removal(job.domain(), logical, job.kind(), true);
                turn.record(new ControllerRecord.Doomed(actual));
            }
            case StartOutcome.Refused ignored -> {
                if (kept) {
                    turn.record(new ControllerRecord.Removed(chosen));
                }
            }
            case StartOutcome.Failed ignored -> {}
        }
    }

    void onStopDone(Turn turn, Removal removal, Optional<String> problem) {
        Place place = Place.of(removal);
        stopping.remove(place);
        if (problem.isEmpty()) {
            retries.remove(place);
            if (state.isRemoval(place)) {
                turn.record(new ControllerRecord.Removed(removal));
            }
        } else if (state.isRemoval(place)) {
            Backoff backoff = retries.computeIfAbsent(place, p -> new Backoff());
            backoff.failed(turn.now());
            if (backoff.failures() == 1) {
                turn.warn(
                        "component %s in domain %s could not be stopped and is tried again: %s"
                                .formatted(removal.logical(), removal.domain(), problem.get()));
            }
        }
    }

    /// Sends the stops that are due, and answers those who wait for stops.
    void advance(Turn turn) {
        domains.live().stream().filter(Domain::isUsable).forEach(d -> advance(turn, d));
        answerWaiters(turn);
    }

    private void advance(Turn turn, Domain domain) {
        for (Removal removal : state.removals(domain.id())) {
            if (stopping.size() >= STOPS_MAX) {
                return;
            }
            if (isDue(turn.now(), Place.of(removal))) {
                stopping.add(Place.of(removal));
                turn.effect(new ControllerEffect.StopComponent(removal, domain.url()));
            }
        }
    }

    private boolean isDue(long now, Place place) {
        Backoff backoff = retries.get(place);
        return !stopping.contains(place)
                && !held.contains(place)
                && (backoff == null || backoff.isOver(now));
    }

    /// Answers the ticket when all these components are gone, or after a while.
    void answerWhenGone(Turn turn, long ticket, Collection<Place> places) {
        waiters.add(new Waiter(ticket, new HashSet<>(places), turn.now() + WAIT_NANOS));
    }

    private void answerWaiters(Turn turn) {
        for (Waiter waiter : List.copyOf(waiters)) {
            waiter.places.removeIf(place -> !isPending(place));
            if (waiter.places.isEmpty() || turn.now() - waiter.deadline >= 0) {
                waiters.remove(waiter);
                turn.answer(waiter.ticket, new Reply.Stopped(waiter.places.size()));
            }
        }
    }

    /// Whether the component is still to be stopped in a domain that can be asked.
    boolean isPending(Place place) {
        return state.isRemoval(place) && domains.live(place.domain()).isPresent();
    }

    /// Forgets what belongs to components that are no longer to be stopped.
    void tidy() {
        retries.keySet().removeIf(place -> !state.isRemoval(place));
    }
}
