package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.process.loop.Backoff;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How far the commands for one node are; lost in a crash. Owned by the core.
final class NodeProgress {

    /// Whether it was heard of after it became unclear what it runs: it may be reset now.
    boolean resetDue;

    boolean resetting;
    final Backoff resetBackoff = new Backoff();

    /// Instances being stopped that belong to no component.
    final Set<PhysicalId> strays = new TreeSet<>();

    /// Starts under way.
    int starting;

    /// The peers it confirmed.
    final ConfirmedPeers peers = new ConfirmedPeers();

    /// Peers it must hear of or must forget; itself while it is not known to know any.
    final Set<NodeId> owedPeers = new LinkedHashSet<>();

    /// Whether it must forget all its peers first.
    boolean clearPeers;

    /// The update of its peers that is under way.
    Optional<Job.Peers> peersJob = Optional.empty();

    final Backoff peersBackoff = new Backoff();

    /// Whether its last report named other peers than it had confirmed by then.
    boolean peersDoubted;

    /// Between two repairs of what it knows of its peers.
    final Backoff repairBackoff = new Backoff();

    /// Forgets what only the replaced process knew.
    void restarted() {
        strays.clear();
        peers.clear();
        owedPeers.clear();
        clearPeers = false;
        peersJob = Optional.empty();
        peersBackoff.reset();
        peersDoubted = false;
        repairBackoff.reset();
        resetBackoff.reset();
    }
}
