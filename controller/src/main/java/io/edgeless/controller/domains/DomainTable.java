package io.edgeless.controller.domains;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.model.DomainUpdate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The domains within their leases, and since when the others are gone. Owned by the core; used by
/// its thread only.
public final class DomainTable {

    /// A v1.2 orchestrator has carried out a reset when it registers again; one that never does so
    /// is trusted after this time, which is longer than its template's period.
    private static final long SETTLE_NANOS = Duration.ofSeconds(3).toNanos();

    /// More domains are refused: a controller keeps some KB for each.
    private static final int DOMAINS_MAX = 10_000;

    private final Map<DomainId, Domain> live = new TreeMap<>();
    private final Map<DomainId, Long> goneSince = new TreeMap<>();

    /// What an update told.
    public enum Heard {
        /// The domain was not known to be alive, or its orchestrator was restarted.
        JOINED,
        RENEWED,
        LEFT,
        /// Sent by a process that another one has replaced.
        STALE,
        REFUSED
    }

    /// Takes in a registration or its renewal.
    public Heard hear(long now, DomainUpdate update) {
        Optional<Domain> before = live(update.domain());
        boolean sameProcess = before.filter(d -> d.nonce() == update.nonce()).isPresent();
        if (before.isPresent() && !sameProcess && isStale(now, before.get(), update)) {
            return Heard.STALE;
        }
        boolean leaves =
                sameProcess
                        ? before.orElseThrow().lease().isLeave(update)
                        : Lease.isFirstLeave(update);
        if (leaves) {
            lose(now, update.domain());
            return Heard.LEFT;
        }
        if (before.isEmpty() && live.size() >= DOMAINS_MAX) {
            return Heard.REFUSED;
        }
        Domain domain =
                before.map(known ->
                                sameProcess
                                        ? known.renewed(now, update)
                                        : known.replaced(now, update))
                        .orElseGet(() ->
                                new Domain(update, Lease.first(now, update), false, List.of()));
        live.put(update.domain(), domain);
        goneSince.remove(update.domain());
        return sameProcess ? Heard.RENEWED : Heard.JOINED;
    }

    /// Nobody says goodbye before it was there: whoever does so has a successor.
    private static boolean isStale(long now, Domain living, DomainUpdate update) {
        return Lease.isFirstLeave(update) || living.isOfThePast(now, update.nonce());
    }

    /// Notes that a domain was told to reset itself.
    public void settle(DomainId id) {
        live.computeIfPresent(id, (same, domain) -> domain.asSettling());
    }

    /// Ends the wait for v1.2 domains that were told to reset themselves long enough ago.
    public void settleOverdue(long now) {
        live.replaceAll((id, domain) ->
                !domain.isUsable() && now - domain.lease().heardNanos() > SETTLE_NANOS
                        ? domain.settled()
                        : domain);
    }

    /// Removes the domains whose lease is over.
    public List<Domain> expire(long now) {
        List<Domain> over =
                new ArrayList<>(live.values().stream().filter(d -> d.lease().isOver(now)).toList());
        over.forEach(domain -> lose(now, domain.id()));
        return over;
    }

    private void lose(long now, DomainId id) {
        live.remove(id);
        goneSince.putIfAbsent(id, now);
    }

    /// Starts the clock of a domain that is expected, but has not been heard of.
    public void expect(long now, DomainId id) {
        if (!live.containsKey(id)) {
            goneSince.putIfAbsent(id, now);
        }
    }

    /// Forgets domains that nothing waits for.
    public void forgetGone(Collection<DomainId> awaited) {
        goneSince.keySet().retainAll(awaited);
    }

    /// A domain within its lease.
    public Optional<Domain> live(DomainId id) {
        return Optional.ofNullable(live.get(id));
    }

    /// A domain within its lease in which components may be started and stopped.
    public Optional<Domain> usable(DomainId id) {
        return live(id).filter(Domain::isUsable);
    }

    /// All within their leases, by id.
    public Collection<Domain> live() {
        return live.values();
    }

    /// How long the domain has been gone, in ns; 0 for one within its lease.
    public long goneForNanos(long now, DomainId id) {
        Long since = goneSince.get(id);
        return since == null ? 0 : now - since;
    }
}
