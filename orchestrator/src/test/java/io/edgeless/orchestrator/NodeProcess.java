package io.edgeless.orchestrator;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.ComponentService;
import io.edgeless.api.rpc.Components;
import io.edgeless.api.rpc.Insight;
import io.edgeless.api.rpc.InsightService;
import io.edgeless.api.rpc.NodeClient;
import io.edgeless.api.rpc.NodeManagement;
import io.edgeless.api.rpc.NodeManagementService;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.world.Counters;
import io.edgeless.world.World;
import io.grpc.BindableService;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A node of ours that runs whatever it is asked to, over real gRPC. Its collections show what it
/// was asked for.
final class NodeProcess implements Components, NodeManagement, Insight, AutoCloseable {

    final NodeId id;
    final Map<PhysicalId, Placement> running = new ConcurrentHashMap<>();
    final Map<UUID, Patch> patches = new ConcurrentSkipListMap<>();
    final List<FunctionSpec> functions = new CopyOnWriteArrayList<>();
    final List<PeerUpdate> peers = new CopyOnWriteArrayList<>();

    /// Answered to every start, when there is one.
    volatile Optional<Refusal> refusal = Optional.empty();

    /// What it tells of itself; nothing, as a node of v1.2.
    volatile Optional<NodeDetails> details = Optional.empty();

    private final AtomicInteger drawn = new AtomicInteger();
    private final GrpcChannels channels;
    private final GrpcServer server;

    NodeProcess(int number, World world) {
        id = new NodeId(new UUID(0xA, number));
        channels = new GrpcChannels(world.clock(), Security.none());
        List<BindableService> services = new ArrayList<>(new ComponentService(this).services());
        services.add(new NodeManagementService(this));
        services.add(new InsightService(this));
        server =
                GrpcServer.open(
                        Listen.plain("agent_url", "http://127.0.0.1:0"),
                        ServerLimits.control(),
                        new Counters(),
                        services);
    }

    String agentUrl() {
        return "http://127.0.0.1:" + server.port();
    }

    /// Registers once, with what runs here.
    Acceptance register(OrchestratorMain orchestrator) {
        return register(orchestrator, agentUrl(), agentUrl());
    }

    Acceptance register(OrchestratorMain orchestrator, String agentUrl, String invocationUrl) {
        List<RunningInstance> instances = new ArrayList<>();
        running.forEach((physical, placement) ->
                instances.add(
                        new RunningInstance(
                                new InstanceId(id, physical),
                                Optional.of(placement),
                                InstanceState.RUNNING,
                                3,
                                "",
                                "")));
        var capabilities =
                new NodeCapabilities(
                        1, "", 1, 1, 1, List.of(), false, false, List.of("RUST_WASM"), 0, 0, "", 0);
        var client =
                new NodeClient(channels.to(orchestrator.nodeRegisterUrl()), Duration.ofSeconds(20));
        return client.update(
                new NodeUpdate(
                        id,
                        agentUrl,
                        invocationUrl,
                        List.of(new ProviderSpec("log", "file-log", List.of())),
                        capabilities,
                        1,
                        7,
                        NodeHealth.NONE,
                        PerformanceSamples.NONE,
                        Optional.of(instances),
                        Optional.of(Duration.ofMinutes(1)),
                        0));
    }

    private StartResult start(Optional<Placement> placement) {
        if (refusal.isPresent()) {
            return new StartResult.Refused(refusal.get());
        }
        Placement wanted = placement.orElseThrow();
        Optional<PhysicalId> present =
                running.entrySet().stream()
                        .filter(e -> e.getValue().equals(wanted))
                        .map(Map.Entry::getKey)
                        .findFirst();
        PhysicalId physical =
                present.orElseGet(() -> new PhysicalId(new UUID(7, drawn.incrementAndGet())));
        running.put(physical, wanted);
        return new StartResult.Started(new ComponentRef.Physical(new InstanceId(id, physical)));
    }

    @Override
    public StartResult startFunction(FunctionSpec spec) {
        functions.add(spec);
        return start(spec.placement());
    }

    @Override
    public StartResult startResource(ResourceSpec spec) {
        return start(spec.placement());
    }

    @Override
    public void stopFunction(ComponentRef ref) {
        stop(ref);
    }

    @Override
    public void stopResource(ComponentRef ref) {
        stop(ref);
    }

    private void stop(ComponentRef ref) {
        running.remove(((ComponentRef.Physical) ref).id().function());
    }

    @Override
    public void patchFunction(Patch patch) {
        patches.put(patch.component(), patch);
    }

    @Override
    public void patchResource(Patch patch) {
        patches.put(patch.component(), patch);
    }

    @Override
    public void updatePeers(PeerUpdate update) {
        peers.add(update);
    }

    @Override
    public void reset() {
        running.clear();
    }

    @Override
    public NodeDetails read() {
        return details.orElseThrow(
                () -> new RpcException(RpcException.Code.UNIMPLEMENTED, "unknown service"));
    }

    @Override
    public void close() {
        server.close();
        channels.close();
    }
}
