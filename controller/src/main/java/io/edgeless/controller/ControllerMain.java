package io.edgeless.controller;

import io.edgeless.api.rpc.DomainService;
import io.edgeless.api.rpc.InventoryService;
import io.edgeless.api.rpc.LogService;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.WorkflowService;
import io.edgeless.controller.reconcile.ControllerCore;
import io.edgeless.controller.reconcile.ControllerEffect;
import io.edgeless.controller.reconcile.ControllerInput;
import io.edgeless.controller.reconcile.ControllerRecord;
import io.edgeless.controller.reconcile.Reply;
import io.edgeless.process.grpc.Endpoint;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.process.lifecycle.Closer;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.process.loop.Desk;
import io.edgeless.process.loop.Loop;
import io.edgeless.process.loop.LoopPulse;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.process.loop.Storage;
import io.edgeless.process.loop.Ticker;
import io.edgeless.process.loop.Tickets;
import io.edgeless.process.metrics.Health;
import io.edgeless.process.metrics.MetricsServer;
import io.edgeless.world.Counters;
import io.edgeless.world.World;
import io.grpc.BindableService;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One controller, put together: the table of contents of this module. Closing it frees ports,
/// threads and files; what runs in the domains goes on.
public final class ControllerMain implements AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);

    private static final String LOOP = "controller";

    private static final Desk.Failures FAILURES =
            new Desk.Failures(
                    () -> RpcException.busy("controller"),
                    waited -> RpcException.late("controller", waited));

    private final Closer closer = new Closer();
    private final ControllerSettings settings;
    private final World world;
    private final Counters counters = new Counters();
    private final Security security;
    private final Health health = new Health();
    private int metricsPort;
    private int clientPort;
    private int domainPort;

    private ControllerMain(ControllerSettings settings, World world) {
        this.settings = settings;
        this.world = world;
        security = Security.load(settings.security(), world);
    }

    /// Starts a controller.
    ///
    /// @param failed told when it cannot go on (its disk failed): close it and start it again
    /// @throws StartupException when a port is in use, or the data folder is taken or of a newer
    ///   version
    public static ControllerMain start(
            ControllerSettings settings, World world, Consumer<String> failed) {
        var controller = new ControllerMain(settings, world);
        try {
            controller.assemble(failed);
            return controller;
        } catch (RuntimeException | Error e) {
            controller.close();
            throw e;
        }
    }

    private void assemble(Consumer<String> failed) {
        serveMetrics();
        closer.own(security.renewing(world.timers()));
        Storage storage = closer.own(Storage.open(world.disk(), settings.dataDir()));
        var code = new CodeStore(new PinnedBlobs(storage.blobs()));
        var tickets = new Tickets<Reply>();
        GrpcChannels channels = closer.own(new GrpcChannels(world.clock(), security));
        OrchestratorCalls calls =
                closer.own(new OrchestratorCalls(channels, code, tickets, counters));
        Loop<ControllerInput, ControllerRecord, ControllerEffect> loop =
                closer.own(
                        Loop.start(
                                setup(failed),
                                new ControllerCore(settings.domainLost()),
                                storage.records(),
                                new RecordJson(),
                                calls));
        calls.connect(loop::deliver);
        var saved = new SavedWorkflowsImport(world, code, loop::deliver);
        saved.run(settings.savedWorkflows(), storage.records());
        closer.own(Ticker.start(world.timers(), TICK, () -> loop.feed(new ControllerInput.Tick())));
        var desk = new Desk<ControllerInput, Reply>(tickets, loop::feed, FAILURES);
        ControllerGauges.show(counters, world.clock(), desk);
        var domains = new DomainService(new DomainRequests(desk, counters));
        var workflows =
                new WorkflowService(new WorkflowRequests(desk, code, world.chance(), counters));
        var logs = new LogService(new LogRequests(desk, channels));
        domainPort = serve("domain_register_url", settings.domainRegisterUrl(), List.of(domains));
        var inventory = new InventoryService(new InventoryRequests(desk, channels, world.clock()));
        clientPort =
                serve(
                        "controller_url",
                        settings.controllerUrl(),
                        List.of(workflows, logs, inventory));
        health.started(Optional::empty);
    }

    private Loop.Setup setup(Consumer<String> failed) {
        health.watch(new LoopPulse(LOOP, world.clock(), counters));
        return new Loop.Setup(LOOP, world.clock(), counters, health.reporting(failed));
    }

    private void serveMetrics() {
        String url = settings.metricsUrl();
        if (!url.isEmpty()) {
            Listen at = Listen.plain("telemetry.metrics_url", url);
            metricsPort = closer.own(MetricsServer.open(at, counters, health)).port();
        }
    }

    private int serve(String key, String url, List<BindableService> services) {
        return closer.own(
                        GrpcServer.open(
                                new Listen(key, url, security),
                                ServerLimits.control(),
                                counters,
                                services))
                .port();
    }

    /// Where clients reach it.
    public String controllerUrl() {
        return Endpoint.required(settings.controllerUrl()).withPort(clientPort).url();
    }

    /// Where orchestrators register.
    public String domainRegisterUrl() {
        return Endpoint.required(settings.domainRegisterUrl()).withPort(domainPort).url();
    }

    /// Where counters and health are shown; empty when nowhere.
    public String metricsUrl() {
        return settings.metricsUrl().isEmpty()
                ? ""
                : Endpoint.required(settings.metricsUrl()).withPort(metricsPort).url();
    }

    /// What it counts.
    public Counters counters() {
        return counters;
    }

    @Override
    public void close() {
        closer.close();
    }
}
