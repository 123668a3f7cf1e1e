package io.edgeless.orchestrator.nodes;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.orchestrator.placement.Candidate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A node within its lease, or one known from the disk that still may report. Changed by its
/// [NodeTable] only.
public final class Node {

    /// A process is replaced by the next; messages of earlier ones do not linger for long.
    private static final int PAST_NONCES_MAX = 8;

    private final NodeId id;
    private final Deque<Long> pastNonces = new ArrayDeque<>();
    private String agentUrl;
    private String invocationUrl;
    private NodeCapabilities capabilities = NodeCapabilities.NONE;
    private List<ProviderSpec> providers = List.of();
    private NodeHealth health = NodeHealth.NONE;
    private long nonce;
    private boolean reconciles;
    private boolean heard;
    private boolean overdue;
    private boolean suspect;
    private long deadlineSec;
    private Lease lease;

    Node(KnownNode known, long now) {
        id = known.id();
        agentUrl = known.agentUrl();
        invocationUrl = known.invocationUrl();
        nonce = known.nonce();
        reconciles = known.reconciles();
        lease = Lease.expected(now, known.leaseMillis() * 1_000_000);
    }

    Node(long now, long wallSec, NodeUpdate update) {
        id = update.node();
        agentUrl = update.agentUrl();
        invocationUrl = update.invocationUrl();
        nonce = update.nonce();
        lease = Lease.first(now, wallSec, update);
        take(update);
    }

    /// Takes in a renewal by the same process.
    void renew(long now, NodeUpdate update) {
        lease = lease.renewed(now, update);
        take(update);
    }

    /// Takes in the first update of another process.
    void restart(long now, long wallSec, NodeUpdate update) {
        pastNonces.remove(update.nonce());
        pastNonces.addLast(nonce);
        if (pastNonces.size() > PAST_NONCES_MAX) {
            pastNonces.removeFirst();
        }
        lease = Lease.first(now, wallSec, update);
        take(update);
    }

    private void take(NodeUpdate update) {
        agentUrl = update.agentUrl();
        invocationUrl = update.invocationUrl();
        capabilities = update.capabilities();
        providers = update.providers();
        health = update.health();
        nonce = update.nonce();
        reconciles = update.running().isPresent();
        deadlineSec = update.refreshDeadlineSec();
        heard = true;
        overdue = false;
        suspect = false;
    }

    /// Whether another process has replaced this one. A message of an old process may come after
    /// the first one of its successor, when nobody remembers the old one any more: the one that
    /// goes on being heard, while the other is silent, is the one that lives.
    boolean isOfThePast(long now, long otherNonce) {
        return pastNonces.contains(otherNonce) && !lease.isSuspect(now);
    }

    /// Whether the update of the same process says goodbye: it asks for no lease, and its deadline
    /// is 0 or went back into the past. A clock that is merely wrong does neither.
    boolean isLeave(long wallSec, NodeUpdate update) {
        long deadline = update.refreshDeadlineSec();
        return !Lease.isAsked(update)
                && (deadline == 0 || (heard && deadline < deadlineSec && deadline < wallSec));
    }

    Lease lease() {
        return lease;
    }

    void watch(long now) {
        overdue = lease.isOver(now);
        suspect = lease.isSuspect(now);
    }

    public NodeId id() {
        return id;
    }

    /// Where commands go.
    public String agentUrl() {
        return agentUrl;
    }

    /// Where events go.
    public String invocationUrl() {
        return invocationUrl;
    }

    public NodeCapabilities capabilities() {
        return capabilities;
    }

    public List<ProviderSpec> providers() {
        return providers;
    }

    /// As it said in its last registration.
    public NodeHealth health() {
        return health;
    }

    public long nonce() {
        return nonce;
    }

    /// Whether it reports what it runs.
    public boolean reconciles() {
        return reconciles;
    }

    /// Whether it has been heard of since this orchestrator started.
    public boolean isHeard() {
        return heard;
    }

    /// Whether its lease is over while its eviction is held back.
    public boolean isOverdue() {
        return overdue;
    }

    /// Whether it missed a renewal.
    public boolean isSuspect() {
        return suspect;
    }

    /// Whether commands may be sent to it.
    public boolean isReachable() {
        return heard && !overdue;
    }

    /// How long it has not been heard of, in ns.
    public long silentNanos(long now) {
        return now - lease.heardNanos();
    }

    /// How much longer it is considered alive, in ns; 0 when its lease is over.
    public long leaseLeftNanos(long now) {
        return Math.max(0, lease.lengthNanos() - silentNanos(now));
    }

    public NodeStanding standing() {
        if (!heard) {
            return NodeStanding.EXPECTED;
        }
        if (overdue) {
            return NodeStanding.OVERDUE;
        }
        return suspect ? NodeStanding.SUSPECT : NodeStanding.CONNECTED;
    }

    /// What to remember of it.
    public KnownNode known(boolean unclear) {
        return new KnownNode(
                id,
                agentUrl,
                invocationUrl,
                nonce,
                reconciles,
                lease.lengthNanos() / 1_000_000,
                unclear);
    }

    public Candidate candidate() {
        return new Candidate(id, capabilities, providers);
    }
}
