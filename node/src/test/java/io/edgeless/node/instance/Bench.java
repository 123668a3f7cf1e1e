package io.edgeless.node.instance;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.component.CallResult;
import io.edgeless.component.Limits;
import io.edgeless.component.Outcome;
import io.edgeless.dataplane.DataPlane;
import io.edgeless.dataplane.DataPlaneSettings;
import io.edgeless.dataplane.Port;
import io.edgeless.dataplane.PortSettings;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.node.state.StateStore;
import io.edgeless.node.telemetry.InstanceMetrics;
import io.edgeless.node.telemetry.Samples;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.world.Counters;
import io.edgeless.world.World;
import io.edgeless.world.simulated.FixedNetwork;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;
import io.edgeless.world.simulated.MemoryDisk;
import io.edgeless.world.simulated.SeededChance;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// The instances of a node on a world whose time moves by hand, with a runtime and a provider that
/// do what a test says.
final class Bench implements AutoCloseable {

    static final NodeId NODE = new NodeId(new UUID(9, 9));
    static final StateId STATE = ScriptedRuntime.STATE;
    static final LogicalId LOGICAL = ScriptedRuntime.LOGICAL;
    static final Duration GRACE = Duration.ofSeconds(4);

    final ManualClock clock = new ManualClock();
    final ManualTimers timers = new ManualTimers(clock);
    final MemoryDisk disk = new MemoryDisk();
    final Counters counters = new Counters();
    final ScriptedRuntime runtime = new ScriptedRuntime();
    final ScriptedProvider provider = new ScriptedProvider("scripted-1");
    final AtomicInteger changes = new AtomicInteger();

    /// Runs whenever reports change; set by the test.
    volatile Runnable onChange = changes::incrementAndGet;

    final Samples samples;
    final StateStore states;
    final InstanceTable table;
    private final Services services;
    private final DataPlane dataPlane;
    private final GrpcChannels channels;
    private final Port client;
    private long lastId;

    Bench() {
        World world = new World(clock, timers, FixedNetwork.online(), disk, new SeededChance(1));
        channels = new GrpcChannels(clock, Security.none());
        samples = new Samples(true, clock, counters.counter(TestMetric.LEFT));
        InstanceMetrics metrics = new InstanceMetrics(NODE, samples, counters);
        dataPlane =
                DataPlane.open(
                        NODE,
                        DataPlaneSettings.of(Duration.ofSeconds(30)),
                        new DataPlane.Surroundings(world, channels, counters, metrics));
        states = StateStore.open(disk, Path.of("/state"), 1 << 20);
        services =
                new Services(
                        NODE,
                        world,
                        dataPlane,
                        states,
                        samples,
                        metrics,
                        Limits.DEFAULT,
                        GRACE,
                        () -> onChange.run());
        table =
                InstanceTable.of(
                        List.of(runtime),
                        List.of(new ScriptedProvider("other"), provider),
                        services);
        client =
                dataPlane.register(
                        new PhysicalId(new UUID(8, 8)),
                        event -> Outcome.NO_REPLY,
                        PortSettings.resource(Limits.DEFAULT, Optional.empty()));
    }

    private enum TestMetric implements io.edgeless.world.Metric {
        LEFT;

        @Override
        public String help() {
            return "for tests";
        }
    }

    Services services() {
        return services;
    }

    PhysicalId fresh() {
        return new PhysicalId(new UUID(1, ++lastId));
    }

    static FunctionSpec function(Map<String, String> annotations, long epoch) {
        return ScriptedRuntime.function(Binary.NONE, annotations, epoch);
    }

    static ResourceSpec resource(Map<String, String> configuration, String provider) {
        return new ResourceSpec(
                ScriptedProvider.CLASS,
                configuration,
                "workflow",
                Optional.empty(),
                Optional.of(provider));
    }

    Optional<Refusal> launch(PhysicalId id, ComponentSpec spec, boolean again) {
        table.announce(id, spec);
        return table.launch(id, spec, again);
    }

    /// Starts a function that must start.
    PhysicalId start(Map<String, String> annotations) {
        PhysicalId id = fresh();
        Optional<Refusal> refusal =
                launch(id, new ComponentSpec.Function(function(annotations, 1)), false);
        if (refusal.isPresent()) {
            throw new AssertionError(refusal.get().text());
        }
        return id;
    }

    CallResult call(PhysicalId target, String payload) {
        return client.outputs().callRaw(new InstanceId(NODE, target), bytes(payload));
    }

    void cast(PhysicalId target, String payload) {
        var _ = client.outputs().castRaw(new InstanceId(NODE, target), bytes(payload));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    RunningInstance report(PhysicalId id) {
        return table.running().stream()
                .filter(running -> running.instance().function().equals(id))
                .findFirst()
                .orElseThrow();
    }

    InstanceState state(PhysicalId id) {
        return report(id).state();
    }

    List<String> log() {
        return table.log(LOGICAL).orElseThrow().after(0, 1000).lines().stream()
                .map(LogLine::message)
                .toList();
    }

    /// The series of this exported name: labels and reading as text.
    List<String> series(String name) {
        return counters.snapshot().stream()
                .filter(one -> one.metric().exported().equals(name))
                .map(one -> one.labels() + " " + one.reading())
                .toList();
    }

    @Override
    public void close() {
        runtime.guests.forEach(ScriptedGuest::release);
        runtime.guests.forEach(ScriptedGuest::interrupt);
        table.closeAll();
        client.close();
        dataPlane.close();
        channels.close();
        timers.close();
    }
}
