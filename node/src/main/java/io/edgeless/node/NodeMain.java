package io.edgeless.node;

import io.edgeless.api.rpc.ComponentService;
import io.edgeless.api.rpc.EventLinkService;
import io.edgeless.api.rpc.InsightService;
import io.edgeless.api.rpc.InvocationService;
import io.edgeless.api.rpc.LogService;
import io.edgeless.api.rpc.NodeClient;
import io.edgeless.api.rpc.NodeManagementService;
import io.edgeless.dataplane.DataPlane;
import io.edgeless.dataplane.DataPlaneSettings;
import io.edgeless.node.instance.InstanceTable;
import io.edgeless.node.instance.Services;
import io.edgeless.node.registration.Registration;
import io.edgeless.node.state.StateStore;
import io.edgeless.node.telemetry.InstanceMetrics;
import io.edgeless.node.telemetry.MachineCapabilities;
import io.edgeless.node.telemetry.MachineHealth;
import io.edgeless.node.telemetry.NodeMetric;
import io.edgeless.node.telemetry.Samples;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.GrpcServer;
import io.edgeless.process.grpc.Listen;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.ServerLimits;
import io.edgeless.process.lifecycle.Closer;
import io.edgeless.process.lifecycle.ShutdownException;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.process.loop.Loop;
import io.edgeless.process.loop.LoopPulse;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.process.loop.Storage;
import io.edgeless.process.metrics.Health;
import io.edgeless.process.metrics.MetricsServer;
import io.edgeless.world.Counters;
import io.edgeless.world.DiskException;
import io.edgeless.world.Labels;
import io.edgeless.world.World;
import io.grpc.BindableService;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One node, put together: the table of contents of this module. Closing it refuses requests from
/// outside and answers those under way, tells the orchestrator that it leaves, stops every instance
/// and releases ports, threads and files, in bounded time. What it had accepted stays on its disk,
/// and runs again when it is started on the same folder.
public final class NodeMain implements AutoCloseable {

    private static final String AGENT = "agent";
    private static final Duration REPORT_DEADLINE_MAX = Duration.ofSeconds(5);

    /// For what the servers are still answering when the node closes.
    private static final Duration SERVER_GRACE = Duration.ofSeconds(1);

    private static final int ENVELOPE_BYTES = 4096;

    private final Closer closer = new Closer();
    private final NodeSettings settings;
    private final World world;
    private final Counters counters = new Counters();
    private final Consumer<String> failed;
    private final Security security;
    private final Health health = new Health();

    /// Set once while the node is put together, read by the threads of instances and health checks.
    private volatile Optional<Registration> registration = Optional.empty();

    private NodeMain(NodeSettings settings, World world, Consumer<String> failed) {
        this.settings = settings;
        this.world = world;
        this.failed = failed;
        security = Security.load(settings.general().security(), world);
    }

    /// Starts a node.
    ///
    /// @param failed told when it cannot go on (its disk failed): close it and start it again
    /// @throws StartupException when a port is in use, the data folder is taken, or the settings of
    ///   a runtime or resource are wrong
    public static NodeMain start(NodeSettings settings, World world, Consumer<String> failed) {
        NodeMain node = new NodeMain(settings, world, failed);
        try {
            node.assemble();
            return node;
        } catch (RuntimeException | Error e) {
            try {
                node.close();
            } catch (ShutdownException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void assemble() {
        NodeSettings.General general = settings.general();
        closer.own(security.renewing(world.timers()));
        serveMetrics();
        Storage storage = closer.own(Storage.open(world.disk(), general.dataDir()));
        Path data = storage.folder().path();
        StateStore states = states(data);
        GrpcChannels channels = closer.own(new GrpcChannels(world.clock(), security));
        Plugins plugins = closer.own(Plugins.load(settings.tables(), world, counters, data));
        Samples samples =
                new Samples(
                        settings.telemetry().performanceSamples(),
                        world.clock(),
                        counters.counter(NodeMetric.SAMPLES_LEFT_OUT));
        InstanceMetrics metrics = new InstanceMetrics(general.nodeId(), samples, counters);
        DataPlane dataPlane = closer.own(dataPlane(channels, metrics));
        Services services =
                new Services(
                        general.nodeId(),
                        world,
                        dataPlane,
                        states,
                        samples,
                        metrics,
                        settings.guests().caps(),
                        settings.guests().stopGrace(),
                        this::changed);
        InstanceTable instances =
                InstanceTable.of(plugins.runtimes(), plugins.providers(), services);
        closer.own(instances::closeAll);
        CodeStore code = new CodeStore(new PinnedBlobs(storage.blobs()));
        NodeParts parts = new NodeParts(dataPlane, instances, states, code, world.timers());
        AgentLoop agent =
                closer.own(AgentLoop.start(general.nodeId(), world, storage, parts, setup()));
        serve(agent, parts);
        NodeReport report =
                new NodeReport(
                        general,
                        fixed(plugins, data),
                        parts,
                        samples,
                        new MachineHealth(world, data));
        registration = Optional.of(closer.own(registration(channels, report, agent)));
        closer.own(() -> drain(plugins));
        health.started(this::unready);
    }

    /// The first step of closing, while everything that answers still runs. Half of the grace, so
    /// that the functions have as much again, and all of it is over before the process is ended
    /// anyway.
    private void drain(Plugins plugins) {
        health.stopping();
        plugins.drain(settings.guests().stopGrace().dividedBy(2));
    }

    private void changed() {
        registration.ifPresent(Registration::changed);
    }

    private Optional<String> unready() {
        return registration.filter(Registration::registered).isPresent()
                ? Optional.empty()
                : Optional.of("the orchestrator does not know this node, or cannot be reached");
    }

    private StateStore states(Path data) {
        try {
            StateStore states =
                    StateStore.open(
                            world.disk(),
                            data.resolve("state"),
                            settings.guests().statesBytesMax());
            counters.gauge(NodeMetric.STATE_BYTES, Labels.none(), states::bytes);
            return states;
        } catch (DiskException e) {
            throw new StartupException(e.getMessage() + "; set data_dir to another folder", e);
        }
    }

    private Loop.Setup setup() {
        health.watch(new LoopPulse(AGENT, world.clock(), counters));
        return new Loop.Setup(AGENT, world.clock(), counters, health.reporting(failed));
    }

    private void serveMetrics() {
        String url = settings.telemetry().metricsUrl();
        if (!url.isEmpty()) {
            Listen at = Listen.plain("telemetry.metrics_url", url);
            closer.own(MetricsServer.open(at, counters, health));
        }
        counters.gauge(NodeMetric.REGISTERED, Labels.none(), () -> unready().isEmpty() ? 1 : 0);
    }

    private DataPlane dataPlane(GrpcChannels channels, InstanceMetrics metrics) {
        NodeSettings.General general = settings.general();
        return DataPlane.open(
                general.nodeId(),
                DataPlaneSettings.of(settings.guests().callTimeout()),
                new DataPlane.Surroundings(world, channels, counters, metrics));
    }

    private void serve(AgentLoop agent, NodeParts parts) {
        NodeSettings.General general = settings.general();
        List<BindableService> services =
                new ArrayList<>(new ComponentService(agent.commands()).services());
        services.add(new NodeManagementService(agent.commands()));
        services.add(new LogService(new NodeLogs(parts.instances())));
        services.add(new InsightService(new NodeInsight(parts.instances()::details, counters)));
        closer.own(
                GrpcServer.open(
                        new Listen("general.agent_url", general.agentUrl(), security),
                        ServerLimits.control().withCloseGrace(SERVER_GRACE),
                        counters,
                        services));
        EventLinkService links = new EventLinkService(parts.dataPlane());
        List<BindableService> events =
                new ArrayList<>(new InvocationService(parts.dataPlane()).services());
        events.add(links);
        closer.own(
                GrpcServer.openForPrompt(
                        new Listen("general.invocation_url", general.invocationUrl(), security),
                        events(),
                        counters,
                        events));
        closer.own(links);
    }

    /// Room for the largest payload a function may have here, and for its envelope.
    private ServerLimits events() {
        ServerLimits standard = ServerLimits.events();
        int largest = settings.guests().caps().payloadBytesMax() + ENVELOPE_BYTES;
        return standard.withMessageBytesMax(Math.max(standard.messageBytesMax(), largest))
                .withCloseGrace(SERVER_GRACE);
    }

    private NodeReport.Fixed fixed(Plugins plugins, Path data) {
        return new NodeReport.Fixed(
                settings.capabilities()
                        .over(MachineCapabilities.detect(world, data), plugins.functionTypes()),
                plugins.announced(),
                world.chance().nextLong());
    }

    private Registration registration(GrpcChannels channels, NodeReport report, AgentLoop agent) {
        // No longer than an interval: a report that is lost must leave time for another one
        // within the lease.
        Duration interval = settings.general().refreshInterval();
        Duration deadline =
                interval.compareTo(REPORT_DEADLINE_MAX) < 0 ? interval : REPORT_DEADLINE_MAX;
        NodeClient orchestrator =
                new NodeClient(channels.to(settings.general().nodeRegisterUrl()), deadline);
        return new Registration(
                new Registration.Ends(
                        orchestrator,
                        report,
                        world.clock(),
                        counters.counter(NodeMetric.REPORTS_FAILED),
                        agent::orchestratorLost),
                settings.general().refreshInterval());
    }

    @Override
    public void close() {
        closer.close();
    }
}
