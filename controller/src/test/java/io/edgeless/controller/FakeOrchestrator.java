package io.edgeless.controller;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.ComponentService;
import io.edgeless.api.rpc.Components;
import io.edgeless.api.rpc.DomainClient;
import io.edgeless.api.rpc.Inventory;
import io.edgeless.api.rpc.InventoryService;
import io.edgeless.api.rpc.LogService;
import io.edgeless.api.rpc.Logs;
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

/// An orchestrator of ours that runs whatever it is asked to, over real gRPC. Its maps show what it
/// was asked for.
final class FakeOrchestrator implements Components, Logs, Inventory, AutoCloseable {

    static final NodeId NODE = new NodeId(new UUID(77, 77));

    final Map<LogicalId, FunctionSpec> functions = new ConcurrentHashMap<>();
    final Map<LogicalId, ResourceSpec> resources = new ConcurrentHashMap<>();
    final Map<UUID, Patch> patches = new ConcurrentSkipListMap<>();

    /// Answered to the start of a function, when there is one.
    volatile Optional<Refusal> refusal = Optional.empty();

    /// It knows no inventory, as one of v1.2.
    volatile boolean isOld;

    private final DomainId id;
    private final GrpcChannels channels;
    private final GrpcServer server;

    FakeOrchestrator(String id, World world) {
        this.id = new DomainId(id);
        channels = new GrpcChannels(world.clock(), Security.none());
        List<BindableService> services = new ArrayList<>(new ComponentService(this).services());
        services.add(new LogService(this));
        services.add(new InventoryService(this));
        server =
                GrpcServer.open(
                        Listen.plain("orchestrator_url", "http://127.0.0.1:0"),
                        ServerLimits.control(),
                        new Counters(),
                        services);
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /// Registers once, with what runs here.
    DomainAnswer register(ControllerMain controller) {
        List<ComponentReport> reports = new ArrayList<>();
        functions.forEach((logical, spec) -> reports.add(report(logical, spec.workflow())));
        resources.forEach((logical, spec) -> reports.add(report(logical, spec.workflow())));
        var capabilities =
                new DomainCapabilities(
                        1,
                        2,
                        2,
                        512,
                        List.of(),
                        0,
                        0,
                        List.of("RUST_WASM"),
                        0,
                        0,
                        0,
                        List.of("log-1"),
                        List.of("file-log"));
        var client =
                new DomainClient(
                        channels.to(controller.domainRegisterUrl()), Duration.ofSeconds(10));
        return client.update(
                new DomainUpdate(
                        id,
                        url(),
                        capabilities,
                        1,
                        1,
                        42,
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.of(reports)));
    }

    /// Its machine is replaced by an empty one.
    void forget() {
        functions.clear();
        resources.clear();
        patches.clear();
    }

    private static ComponentReport report(LogicalId logical, String workflow) {
        return new ComponentReport(
                logical, workflow, Optional.of(NODE), InstanceState.RUNNING, "", 2, "");
    }

    @Override
    public StartResult startFunction(FunctionSpec spec) {
        if (refusal.isPresent()) {
            return new StartResult.Refused(refusal.get());
        }
        LogicalId logical = spec.placement().map(Placement::logical).orElseThrow();
        functions.put(logical, spec);
        return new StartResult.Started(new ComponentRef.Logical(logical));
    }

    @Override
    public StartResult startResource(ResourceSpec spec) {
        LogicalId logical = spec.placement().map(Placement::logical).orElseThrow();
        resources.put(logical, spec);
        return new StartResult.Started(new ComponentRef.Logical(logical));
    }

    @Override
    public void stopFunction(ComponentRef ref) {
        functions.remove(logical(ref));
    }

    @Override
    public void stopResource(ComponentRef ref) {
        resources.remove(logical(ref));
    }

    private static LogicalId logical(ComponentRef ref) {
        return ((ComponentRef.Logical) ref).id();
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
    public LogPage read(LogQuery query) {
        List<LogLine> lines = new ArrayList<>();
        long time = 1;
        for (LogicalId logical : query.logicals()) {
            long after = query.after().getOrDefault(logical, 0L);
            lines.add(new LogLine(logical, "", after + 1, time++, LogLevel.INFO, "t", "hello"));
        }
        return new LogPage(lines, 1);
    }

    @Override
    public NodeListing list(Optional<DomainId> domain) {
        return new NodeListing(List.of(node()), Map.of());
    }

    @Override
    public NodeInspection inspect(NodeId node) {
        NodeEntry own = node();
        if (!node.equals(NODE)) {
            throw new RpcException(RpcException.Code.NOT_FOUND, "no such node");
        }
        return new NodeInspection(own, Optional.empty(), "asleep");
    }

    private NodeEntry node() {
        if (isOld) {
            throw new RpcException(RpcException.Code.UNIMPLEMENTED, "unknown service");
        }
        return new NodeEntry(
                NODE,
                id,
                "http://10.0.0.1:7005",
                "http://10.0.0.1:7006",
                NodeStanding.CONNECTED,
                Duration.ZERO,
                Duration.ofSeconds(5),
                functions.size(),
                NodeCapabilities.NONE,
                NodeHealth.NONE,
                List.of());
    }

    @Override
    public void close() {
        server.close();
        channels.close();
    }
}
