package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.PeersDigest;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.RunningInstance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// A node as far as its orchestrator sees it.
final class FakeNode {

    static final Duration INTERVAL = Duration.ofSeconds(2);

    final NodeId id;
    final boolean isOld;
    long nonce = 1;

    /// What runs, in the order of the starts.
    final Map<PhysicalId, Placement> running = new LinkedHashMap<>();

    final Map<PhysicalId, Patch> patches = new LinkedHashMap<>();
    final Map<NodeId, String> peers = new TreeMap<>();
    final List<String> log = new ArrayList<>();

    /// The peers it was told to forget, each time.
    final List<NodeId> forgotten = new ArrayList<>();

    /// Where events for it go.
    int port = 7_006;

    List<String> labels = List.of();
    List<ProviderSpec> providers = List.of();
    long deadlineSec = 1_000;
    int drawn;

    /// What it says of all that runs.
    InstanceState state = InstanceState.RUNNING;

    /// Its reports say goodbye.
    boolean leaves;

    /// Refuses every start, when present.
    Optional<Refusal> refusal = Optional.empty();

    /// Its reports say which peers it knows.
    boolean tellsPeers = true;

    /// Confirms all peers and knows none.
    boolean forgetsPeers;

    /// Carries out nothing; calls to it fail.
    boolean isUnreachable;

    /// Carries everything out, but its answers are lost.
    boolean isMute;

    FakeNode(int number, boolean isOld) {
        this.id = new NodeId(new UUID(0xA, number));
        this.isOld = isOld;
        this.providers = List.of(new ProviderSpec("host-file-log", "file-log", List.of()));
    }

    String agentUrl() {
        return "http://10.0.0." + id.value().getLeastSignificantBits() + ":7005";
    }

    String invocationUrl() {
        return "http://10.0.0." + id.value().getLeastSignificantBits() + ":" + port;
    }

    NodeUpdate report() {
        List<RunningInstance> instances = new ArrayList<>();
        running.forEach((physical, placement) ->
                instances.add(
                        new RunningInstance(
                                new InstanceId(id, physical),
                                Optional.of(placement),
                                state,
                                0,
                                "",
                                "http://ingress",
                                Optional.ofNullable(patches.get(physical))
                                        .map(Patch::digest)
                                        .orElse(0L))));
        return new NodeUpdate(
                id,
                agentUrl(),
                invocationUrl(),
                providers,
                capabilities(),
                leaves ? 0 : deadlineSec,
                nonce,
                NodeHealth.NONE,
                PerformanceSamples.NONE,
                isOld ? Optional.empty() : Optional.of(instances),
                isOld || leaves
                        ? Optional.empty()
                        : Optional.of(INTERVAL.multipliedBy(5).dividedBy(2)),
                isOld || !tellsPeers ? 0 : PeersDigest.of(peers));
    }

    private NodeCapabilities capabilities() {
        return new NodeCapabilities(
                4, "cpu", 1000, 4, 1024, labels, false, false, List.of("RUST_WASM"), 9, 0, "", 0);
    }

    /// Its process is replaced by one that runs nothing.
    void restartEmpty() {
        nonce++;
        running.clear();
        patches.clear();
        peers.clear();
    }

    StartOutcome start(Placement placement) {
        log.add("start " + placement.epoch());
        if (isUnreachable) {
            return new StartOutcome.Failed("UNAVAILABLE", false);
        }
        if (refusal.isPresent()) {
            return new StartOutcome.Refused(refusal.get());
        }
        PhysicalId physical = isOld ? fresh() : present(placement).orElseGet(this::fresh);
        running.values().removeIf(p -> !isOld && p.logical().equals(placement.logical()));
        running.put(physical, placement);
        return isMute
                ? new StartOutcome.Failed("DEADLINE_EXCEEDED", false)
                : new StartOutcome.Started(new InstanceId(id, physical));
    }

    private Optional<PhysicalId> present(Placement placement) {
        return running.entrySet().stream()
                .filter(e -> e.getValue().equals(placement))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private PhysicalId fresh() {
        return new PhysicalId(new UUID(id.value().getLeastSignificantBits(), ++drawn));
    }

    CommandOutcome stop(PhysicalId physical) {
        log.add("stop");
        return did(() -> {
            running.remove(physical);
            patches.remove(physical);
        });
    }

    CommandOutcome patch(Patch patch) {
        log.add("patch");
        return did(() -> patches.put(new PhysicalId(patch.component()), patch));
    }

    CommandOutcome reset() {
        log.add("reset");
        return did(() -> {
            running.clear();
            patches.clear();
        });
    }

    CommandOutcome updatePeers(List<PeerUpdate> updates) {
        log.add("peers");
        return did(() -> updates.forEach(this::updatePeer));
    }

    private void updatePeer(PeerUpdate update) {
        switch (update) {
            case PeerUpdate.Add(NodeId peer, String url) -> {
                if (!forgetsPeers) {
                    peers.put(peer, url);
                }
            }
            case PeerUpdate.Remove(NodeId peer) -> {
                peers.remove(peer);
                forgotten.add(peer);
            }
            case PeerUpdate.Clear() -> peers.clear();
        }
    }

    private CommandOutcome did(Runnable work) {
        if (isUnreachable) {
            return new CommandOutcome.Failed("UNAVAILABLE", false);
        }
        work.run();
        return isMute
                ? new CommandOutcome.Failed("DEADLINE_EXCEEDED", false)
                : new CommandOutcome.Done();
    }

    /// The instance of a component; empty when there is none.
    Optional<PhysicalId> instanceOf(io.edgeless.api.id.LogicalId logical) {
        return running.entrySet().stream()
                .filter(e -> e.getValue().logical().equals(logical))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
