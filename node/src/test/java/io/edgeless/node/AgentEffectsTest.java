package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Binary;
import io.edgeless.component.Limits;
import io.edgeless.dataplane.DataPlane;
import io.edgeless.dataplane.DataPlaneSettings;
import io.edgeless.node.agent.AgentEffect;
import io.edgeless.node.agent.AgentInput;
import io.edgeless.node.agent.ComponentSpec;
import io.edgeless.node.instance.InstanceTable;
import io.edgeless.node.instance.ScriptedRuntime;
import io.edgeless.node.instance.Services;
import io.edgeless.node.state.StateStore;
import io.edgeless.node.telemetry.InstanceMetrics;
import io.edgeless.node.telemetry.NodeMetric;
import io.edgeless.node.telemetry.Samples;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.process.loop.Tickets;
import io.edgeless.world.BlobStore;
import io.edgeless.world.Counters;
import io.edgeless.world.Disk;
import io.edgeless.world.World;
import io.edgeless.world.simulated.FixedNetwork;
import io.edgeless.world.simulated.ManualClock;
import io.edgeless.world.simulated.ManualTimers;
import io.edgeless.world.simulated.MemoryDisk;
import io.edgeless.world.simulated.SeededChance;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What the core is told when the machine itself is at its end.
class AgentEffectsTest {

    private static final NodeId NODE = new NodeId(new UUID(9, 9));
    private static final PhysicalId ID = new PhysicalId(new UUID(1, 1));

    private final ManualClock clock = new ManualClock();
    private final ManualTimers timers = new ManualTimers(clock);
    private final MemoryDisk memory = new MemoryDisk();
    private final Disk disk = failing(memory);
    private final World world =
            new World(clock, timers, FixedNetwork.online(), disk, new SeededChance(1));
    private final Counters counters = new Counters();
    private final GrpcChannels channels = new GrpcChannels(clock, Security.none());
    private final Samples samples =
            new Samples(false, clock, counters.counter(NodeMetric.SAMPLES_LEFT_OUT));
    private final InstanceMetrics metrics = new InstanceMetrics(NODE, samples, counters);
    private final DataPlane dataPlane =
            DataPlane.open(
                    NODE,
                    DataPlaneSettings.of(Duration.ofSeconds(30)),
                    new DataPlane.Surroundings(world, channels, counters, metrics));
    private final StateStore states = StateStore.open(disk, Path.of("/state"), 1 << 20);
    private final ScriptedRuntime runtime = new ScriptedRuntime();
    private final InstanceTable instances =
            InstanceTable.of(
                    List.of(runtime),
                    List.of(),
                    new Services(
                            NODE,
                            world,
                            dataPlane,
                            states,
                            samples,
                            metrics,
                            Limits.DEFAULT,
                            Duration.ofSeconds(4),
                            this::changed));
    private final AgentEffects effects =
            new AgentEffects(
                    new NodeParts(
                            dataPlane,
                            instances,
                            states,
                            new CodeStore(new PinnedBlobs(BlobStore.open(disk, Path.of("/blobs")))),
                            timers),
                    new Tickets<>());
    private final BlockingQueue<AgentInput> results = new LinkedBlockingQueue<>();

    /// From now on memory is short; set by the test.
    private volatile boolean isExhausted;

    AgentEffectsTest() {
        effects.connect(results::add);
    }

    @AfterEach
    void close() {
        isExhausted = false;
        instances.closeAll();
        effects.close();
        dataPlane.close();
        channels.close();
        timers.close();
    }

    private void changed() {
        if (isExhausted) {
            throw new OutOfMemoryError("scripted");
        }
    }

    /// A disk whose every use needs memory.
    private Disk failing(Disk real) {
        return (Disk)
                Proxy.newProxyInstance(
                        Disk.class.getClassLoader(),
                        new Class<?>[] {Disk.class},
                        (_, method, arguments) -> {
                            changed();
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Test
    void launch_withoutMemory_isRefused() throws InterruptedException {
        isExhausted = true;

        effects.run(launch());

        assertThat(result())
                .isInstanceOfSatisfying(
                        AgentInput.LaunchRefused.class,
                        refused -> assertThat(refused.refusal().text()).contains("scripted"));
        assertThat(instances.running()).isEmpty();
    }

    @Test
    void halt_withoutMemory_isOver() throws InterruptedException {
        effects.run(launch());
        assertThat(result()).isEqualTo(new AgentInput.Launched(ID));
        isExhausted = true;

        effects.run(new AgentEffect.Halt(ID));

        assertThat(result()).isEqualTo(new AgentInput.Halted(ID));
        assertThat(instances.running()).isEmpty();
    }

    @Test
    void deletion_withoutMemory_isOneThatFailed() throws InterruptedException {
        isExhausted = true;

        effects.run(new AgentEffect.DeleteState(ScriptedRuntime.STATE));

        assertThat(result())
                .isInstanceOfSatisfying(
                        AgentInput.StateDeleted.class,
                        deleted -> assertThat(deleted.problem()).isPresent());
    }

    /// The only one.
    private AgentInput result() throws InterruptedException {
        AgentInput first = results.poll(60, TimeUnit.SECONDS);
        assertThat(results).isEmpty();
        assertThat(first).isNotNull();
        return first;
    }

    private static AgentEffect.Launch launch() {
        return new AgentEffect.Launch(
                ID,
                new ComponentSpec.Function(ScriptedRuntime.function(Binary.NONE, Map.of(), 1)),
                false);
    }
}
