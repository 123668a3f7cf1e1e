package io.edgeless.node;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.rpc.ComponentService;
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
import io.edgeless.node.telemetry.HandlingTimes;
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
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.process.loop.Loop;
import io.edgeless.process.loop.Storage;
import io.edgeless.world.Counters;
import io.edgeless.world.World;
import io.grpc.BindableService;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One node, put together: the table of contents of this module. Closing it stops every instance
/// and releases ports, threads and files.
public final class NodeMain implements AutoCloseable {

    private static final Duration RPC_DEADLINE = Duration.ofSeconds(5);

    private final Closer closer = new Closer();
    private final NodeSettings settings;
    private final World world;
    private final Counters counters = new Counters();
    private final Consumer<String> failed;

    private NodeMain(NodeSettings settings, World world, Consumer<String> failed) {
        this.settings = settings;
        this.world = world;
        this.failed = failed;
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
            node.close();
            throw e;
        }
    }

    private void assemble() {
        NodeSettings.General general = settings.general();
        Storage storage = closer.own(Storage.open(world.disk(), general.dataDir()));
        Path data = storage.folder().path();
        GrpcChannels channels = closer.own(new GrpcChannels(world.clock(), Security.none()));
        Plugins plugins = closer.own(Plugins.load(settings.tables(), world, counters, data));
        Samples samples =
                new Samples(
                        settings.telemetry().performanceSamples(),
                        world.clock(),
                        counters.counter(NodeMetric.SAMPLES_LEFT_OUT));
        DataPlane dataPlane = closer.own(dataPlane(channels, samples));
        Wake wake = new Wake();
        StateStore states = new StateStore(world.disk(), data.resolve("state"));
        InstanceTable instances =
                InstanceTable.of(
                        plugins.runtimes(),
                        plugins.providers(),
                        new Services(dataPlane, states, samples, world),
                        wake);
        closer.own(instances::closeAll);
        MachineHealth health = new MachineHealth(world, data);
        NodeParts parts = new NodeParts(dataPlane, instances, storage.blobs(), samples, health);
        AgentLoop agent =
                closer.own(AgentLoop.start(general.nodeId(), world, storage, parts, setup()));
        serve(agent, parts);
        Registration registration = closer.own(registration(channels, plugins, parts, data));
        wake.set(registration::changed);
    }

    private Loop.Setup setup() {
        return new Loop.Setup("agent", world.clock(), counters, failed);
    }

    private DataPlane dataPlane(GrpcChannels channels, Samples samples) {
        NodeSettings.General general = settings.general();
        return DataPlane.open(
                general.nodeId(),
                DataPlaneSettings.of(settings.guests().callTimeout()),
                new DataPlane.Surroundings(
                        world,
                        channels,
                        counters,
                        new HandlingTimes(general.nodeId(), samples, counters)));
    }

    private void serve(AgentLoop agent, NodeParts parts) {
        NodeSettings.General general = settings.general();
        List<BindableService> services =
                new ArrayList<>(new ComponentService(agent.commands()).services());
        services.add(new NodeManagementService(agent.commands()));
        services.add(new LogService(new NodeLogs(parts.instances())));
        closer.own(
                GrpcServer.open(
                        Listen.plain("general.agent_url", general.agentUrl()),
                        ServerLimits.control(),
                        counters,
                        services));
        closer.own(
                GrpcServer.open(
                        Listen.plain("general.invocation_url", general.invocationUrl()),
                        ServerLimits.events(),
                        counters,
                        List.of(new InvocationService(parts.dataPlane()))));
    }

    private Registration registration(
            GrpcChannels channels, Plugins plugins, NodeParts parts, Path data) {
        NodeCapabilities capabilities =
                settings.capabilities()
                        .over(MachineCapabilities.detect(world, data), plugins.functionTypes());
        NodeReport report =
                new NodeReport(
                        settings.general(),
                        capabilities,
                        plugins.announced(),
                        parts,
                        world.chance().nextLong());
        NodeClient orchestrator =
                new NodeClient(channels.to(settings.general().nodeRegisterUrl()), RPC_DEADLINE);
        return new Registration(
                new Registration.Ends(orchestrator, report, world.clock()),
                settings.general().refreshInterval());
    }

    @Override
    public void close() {
        closer.close();
    }

    /// Wakes the registration, once there is one.
    private static final class Wake implements Runnable {

        /// Set once while the node is put together, read by the threads of instances.
        private volatile Runnable target = () -> {};

        void set(Runnable fresh) {
            target = fresh;
        }

        @Override
        public void run() {
            target.run();
        }
    }
}
