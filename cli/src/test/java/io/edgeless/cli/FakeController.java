package io.edgeless.cli;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.Inventory;
import io.edgeless.api.rpc.InventoryService;
import io.edgeless.api.rpc.LogService;
import io.edgeless.api.rpc.Logs;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.WorkflowService;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.world.Counters;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A controller that answers what the test tells it to, on a free port. Calls come one after the
/// other.
final class FakeController implements Workflows, Logs, Inventory, AutoCloseable {

    /// What it has, in the order of a list.
    final Map<WorkflowId, WorkflowInfo> workflows =
            Collections.synchronizedMap(new LinkedHashMap<>());

    final Map<DomainId, DomainCapabilities> capabilities =
            Collections.synchronizedMap(new LinkedHashMap<>());

    /// What the next calls fail with.
    final Queue<RpcException> failures = new ArrayDeque<>();

    /// The stop of these fails.
    final List<WorkflowId> unstoppable = new ArrayList<>();

    final List<WorkflowRequest> started = Collections.synchronizedList(new ArrayList<>());
    final List<WorkflowId> stopped = Collections.synchronizedList(new ArrayList<>());
    final List<Migration> migrations = Collections.synchronizedList(new ArrayList<>());
    final List<LogQuery> queries = Collections.synchronizedList(new ArrayList<>());

    /// The answers to queries, or what they throw; then empty pages.
    final Queue<Supplier<LogPage>> pages = new ArrayDeque<>();

    /// The answer to a start or a migration.
    WorkflowResult answer =
            new WorkflowResult.Accepted(new WorkflowStatus(Samples.FIRST, List.of()));

    /// What happens while a start is carried out.
    Consumer<WorkflowRequest> starting = request -> {};

    /// Runs while a stop is carried out; set by the test.
    Consumer<WorkflowId> stopping = workflow -> {};

    /// How often a workflow was inspected.
    final AtomicInteger inspected = new AtomicInteger();

    /// The answers of the inventory.
    NodeListing listing = new NodeListing(List.of(), Map.of());

    final Map<NodeId, NodeInspection> inspections =
            Collections.synchronizedMap(new LinkedHashMap<>());

    private final GrpcServer server;

    FakeController() {
        server =
                GrpcServer.open(
                        Listen.plain("test", "http://127.0.0.1:0"),
                        ServerLimits.control().withCloseGrace(Duration.ofMillis(100)),
                        new Counters(),
                        List.of(
                                new WorkflowService(this),
                                new LogService(this),
                                new InventoryService(this)));
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    private void mayFail() {
        RpcException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public WorkflowResult start(WorkflowRequest request) {
        started.add(request);
        starting.accept(request);
        mayFail();
        return answer;
    }

    @Override
    public void stop(WorkflowId workflow) {
        mayFail();
        if (unstoppable.contains(workflow)) {
            throw new RpcException(RpcException.Code.INTERNAL, "disk full");
        }
        stopping.accept(workflow);
        stopped.add(workflow);
    }

    @Override
    public List<WorkflowId> list() {
        mayFail();
        return List.copyOf(workflows.keySet());
    }

    @Override
    public WorkflowInfo inspect(WorkflowId workflow) {
        inspected.incrementAndGet();
        mayFail();
        WorkflowInfo info = workflows.get(workflow);
        if (info == null) {
            throw new RpcException(RpcException.Code.INTERNAL, "unknown workflow");
        }
        return info;
    }

    @Override
    public WorkflowInfo inspectWithCode(WorkflowId workflow) {
        return inspect(workflow);
    }

    @Override
    public Map<DomainId, DomainCapabilities> domains(Optional<DomainId> domain) {
        mayFail();
        Map<DomainId, DomainCapabilities> found = new LinkedHashMap<>(capabilities);
        domain.ifPresent(id -> found.keySet().retainAll(List.of(id)));
        return found;
    }

    @Override
    public WorkflowResult migrate(Migration migration) {
        migrations.add(migration);
        mayFail();
        return answer;
    }

    @Override
    public LogPage read(LogQuery query) {
        queries.add(query);
        Supplier<LogPage> page = pages.poll();
        return page == null ? new LogPage(List.of(), 0) : page.get();
    }

    @Override
    public NodeListing list(Optional<DomainId> domain) {
        mayFail();
        return domain.isEmpty()
                ? listing
                : new NodeListing(
                        listing.nodes().stream()
                                .filter(node -> domain.get().equals(node.domain()))
                                .toList(),
                        Map.of());
    }

    @Override
    public NodeInspection inspect(NodeId node) {
        mayFail();
        NodeInspection inspection = inspections.get(node);
        if (inspection == null) {
            throw new RpcException(RpcException.Code.NOT_FOUND, "no domain has a node " + node);
        }
        return inspection;
    }

    @Override
    public void close() {
        server.close();
    }
}
