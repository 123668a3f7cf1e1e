package io.edgeless.controller.domains;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A domain within its lease.
public final class Domain {

    /// More processes than a domain has whose messages may still be on their way.
    private static final int PAST_NONCES_MAX = 4;

    private final DomainUpdate last;
    private final Lease lease;
    private final Map<LogicalId, ComponentReport> reports;
    private final boolean settling;

    /// Of the processes that this one and its predecessors have replaced, the latest last.
    private final List<Long> pastNonces;

    Domain(DomainUpdate last, Lease lease, boolean settling, List<Long> pastNonces) {
        this.last = last;
        this.lease = lease;
        this.settling = settling;
        this.pastNonces = pastNonces;
        reports = new TreeMap<>();
        for (ComponentReport report : last.components().orElse(List.of())) {
            reports.put(report.logical(), report);
        }
    }

    public DomainId id() {
        return last.domain();
    }

    /// Where its orchestrator is reached.
    public String url() {
        return last.orchestratorUrl();
    }

    public DomainCapabilities capabilities() {
        return last.capabilities();
    }

    /// Whether it reports its components and is reconciled; a v1.2 domain is reset instead.
    public boolean reconciles() {
        return last.components().isPresent();
    }

    /// Whether components may be started: a v1.2 domain that was told to reset itself would wipe
    /// what is started before it has done so.
    public boolean isUsable() {
        return !settling;
    }

    /// What it said of this component in its last registration.
    public Optional<ComponentReport> report(LogicalId logical) {
        return Optional.ofNullable(reports.get(logical));
    }

    /// All components of its last registration, by logical id.
    public Iterable<ComponentReport> reports() {
        return reports.values();
    }

    Lease lease() {
        return lease;
    }

    long nonce() {
        return last.nonce();
    }

    Domain settled() {
        return new Domain(last, lease, false, pastNonces);
    }

    Domain asSettling() {
        return new Domain(last, lease, true, pastNonces);
    }

    /// After a registration of the same process.
    Domain renewed(long now, DomainUpdate update) {
        return new Domain(update, lease.renewed(now, update), false, pastNonces);
    }

    /// After the first registration of another process.
    Domain replaced(long now, DomainUpdate update) {
        List<Long> past = new ArrayList<>(pastNonces);
        past.remove(update.nonce());
        past.add(nonce());
        int surplus = Math.max(0, past.size() - PAST_NONCES_MAX);
        return new Domain(
                update, Lease.first(now, update), false, past.subList(surplus, past.size()));
    }

    /// Whether this process has replaced that one. A message of an old process may come late; the
    /// one that goes on being heard, while the other is silent, is the one that lives.
    boolean isOfThePast(long now, long otherNonce) {
        return pastNonces.contains(otherNonce) && !lease.isSuspect(now);
    }
}
