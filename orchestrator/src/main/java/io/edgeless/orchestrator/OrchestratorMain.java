package io.edgeless.orchestrator;

import io.edgeless.api.rpc.ComponentService;
import io.edgeless.api.rpc.DomainClient;
import io.edgeless.api.rpc.InventoryService;
import io.edgeless.api.rpc.LogService;
import io.edgeless.api.rpc.NodeService;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.orchestrator.reconcile.OrcEffect;
import io.edgeless.orchestrator.reconcile.OrcInput;
import io.edgeless.orchestrator.reconcile.OrcRecord;
import io.edgeless.orchestrator.reconcile.OrchestratorCore;
import io.edgeless.orchestrator.reconcile.Reply;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One orchestrator, put together: the table of contents of this module. Closing it frees ports,
/// threads and files; what runs on the nodes goes on.
public final class OrchestratorMain implements AutoCloseable {

    /// A fraction of what a person notices, and of the shortest lease.
    private static final Duration TICK = Duration.ofMillis(200);

    private static final Duration REGISTER_DEADLINE_MAX = Duration.ofSeconds(5);

    private static final String LOOP = "orchestrator";

    private static final Desk.Failures FAILURES =
            new Desk.Failures(
                    () -> RpcException.busy("orchestrator"),
                    waited -> RpcException.late("orchestrator", waited));

    private final Closer closer = new Closer();
    private final OrchestratorSettings settings;
    private final World world;
    private final Counters counters = new Counters();
    private final Security security;
    private final Health health = new Health();
    private int metricsPort;
    private int orchestratorPort;
    private int nodeRegisterPort;

    private OrchestratorMain(OrchestratorSettings settings, World world) {
        this.settings = settings;
        this.world = world;
        security = Security.load(settings.general().security(), world);
    }

    /// Starts an orchestrator.
    ///
    /// @param failed told when it cannot go on (its disk failed): close it and start it again
    /// @throws StartupException when a port is in use, or the data folder is taken or of a newer
    ///   version
    public static OrchestratorMain start(
            OrchestratorSettings settings, World world, Consumer<String> failed) {
        var orchestrator = new OrchestratorMain(settings, world);
        try {
            orchestrator.assemble(failed);
            return orchestrator;
        } catch (RuntimeException | Error e) {
            orchestrator.close();
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
        NodeCommands commands = closer.own(new NodeCommands(channels, code, tickets, counters));
        Loop<OrcInput, OrcRecord, OrcEffect> loop =
                closer.own(
                        Loop.start(
                                setup(failed),
                                new OrchestratorCore(settings.strategy()),
                                storage.records(),
                                new RecordJson(),
                                commands));
        commands.connect(loop::deliver);
        var desk = new Desk<OrcInput, Reply>(tickets, loop::feed, FAILURES);
        DomainGauges.show(counters, world.clock(), desk);
        // The leases of known nodes begin with the first input.
        loop.deliver(new OrcInput.Tick(world.chance().nextLong()));
        closer.own(Ticker.start(world.timers(), TICK, () -> tick(loop)));
        serve(desk, code, channels);
        var ends =
                new Subscription.Ends(
                        new DomainClient(
                                channels.to(settings.general().domainRegisterUrl()),
                                registerDeadline()),
                        desk,
                        loop::deliver,
                        world.clock());
        Subscription subscription = closer.own(Subscription.start(ends, identity()));
        commands.onDomainChange(subscription::changed);
        health.started(() ->
                subscription.isRegistered()
                        ? Optional.empty()
                        : Optional.of("not registered at the controller"));
    }

    /// No longer than an interval: a message that is lost must leave time for another one within
    /// the lease.
    private Duration registerDeadline() {
        Duration interval = settings.general().refreshInterval();
        return interval.compareTo(REGISTER_DEADLINE_MAX) < 0 ? interval : REGISTER_DEADLINE_MAX;
    }

    private void tick(Loop<OrcInput, OrcRecord, OrcEffect> loop) {
        loop.feed(new OrcInput.Tick(world.chance().nextLong()));
    }

    private void serve(Desk<OrcInput, Reply> desk, CodeStore code, GrpcChannels channels) {
        OrchestratorSettings.General general = settings.general();
        var components = new DomainComponents(desk, code, world.chance(), counters);
        List<BindableService> services =
                new ArrayList<>(new ComponentService(components).services());
        services.add(new LogService(new LogRouter(desk, channels)));
        services.add(new InventoryService(new InventoryRouter(desk, channels, general.domainId())));
        orchestratorPort = serve("general.orchestrator_url", general.orchestratorUrl(), services);
        nodeRegisterPort =
                serve(
                        "general.node_register_url",
                        general.nodeRegisterUrl(),
                        List.of(new NodeService(new NodeReception(desk, world.clock(), counters))));
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

    private Subscription.Identity identity() {
        OrchestratorSettings.General general = settings.general();
        Endpoint announced =
                Endpoint.announced(
                        general.orchestratorUrlAnnounced(),
                        general.orchestratorUrl(),
                        world.network());
        String url =
                announced.port() == 0
                        ? announced.withPort(orchestratorPort).url()
                        : announced.url();
        return new Subscription.Identity(
                general.domainId(), url, world.chance().nextLong(), general.refreshInterval());
    }

    /// Where the controller reaches it.
    public String orchestratorUrl() {
        return Endpoint.required(settings.general().orchestratorUrl())
                .withPort(orchestratorPort)
                .url();
    }

    /// Where nodes register.
    public String nodeRegisterUrl() {
        return Endpoint.required(settings.general().nodeRegisterUrl())
                .withPort(nodeRegisterPort)
                .url();
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
