package io.edgeless.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.LogLevel;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.PeersDigest;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.node.instance.ScriptedGuest;
import io.edgeless.world.Timers;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A whole node, asked over its real ports by a fake orchestrator.
class NodeMainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NOBODY = "http://127.0.0.1:9";
    private static final String RESOURCES =
            """
            [telemetry]
            metrics_url = ""
            performance_samples = true
            [resources]
            prepend_hostname = false
            scripted_provider = "scripted-1"
            """;

    @TempDir Path folder;

    private final FakeOrchestrator orchestrator = new FakeOrchestrator();
    private final List<RunningNode> nodes = new ArrayList<>();

    private RunningNode start(String orchestratorUrl, String more) {
        RunningNode node = RunningNode.start(folder.resolve("data"), orchestratorUrl, more);
        nodes.add(node);
        return node;
    }

    private RunningNode start() {
        return start(orchestrator.url(), RESOURCES);
    }

    private RunningNode start(World world) {
        RunningNode node =
                RunningNode.start(folder.resolve("data"), orchestrator.url(), RESOURCES, world);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void closeAll() {
        nodes.forEach(RunningNode::close);
        orchestrator.close();
    }

    private static ResourceSpec resource() {
        return new ResourceSpec(
                "scripted", Map.of(), "workflow", Optional.empty(), Optional.empty());
    }

    private static ComponentRef ref(InstanceId id) {
        return new ComponentRef.Physical(id);
    }

    private static ComponentRef unknown() {
        return ref(new InstanceId(RunningNode.ID, new PhysicalId(new UUID(0, 4))));
    }

    // ---- registration -----------------------------------------------------------------------

    @Test
    void node_registersWithWhatItIsAndOffers() {
        start();
        await().atMost(PATIENCE).until(() -> !orchestrator.updates.isEmpty());

        NodeUpdate update = orchestrator.updates.getFirst();

        assertThat(update.node()).isEqualTo(RunningNode.ID);
        assertThat(update.capabilities().runtimes()).containsExactly("SCRIPTED");
        assertThat(update.capabilities().numCpus()).isPositive();
        assertThat(update.providers())
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider.providerId()).isEqualTo("scripted-1");
                    assertThat(provider.classType()).isEqualTo("scripted");
                    assertThat(provider.outputs()).containsExactly("out");
                });
        assertThat(update.lease()).contains(Duration.ofMillis(2_500));
        assertThat(update.health().memFree()).isPositive();
        assertThat(update.running().orElseThrow()).isEmpty();
    }

    /// Of itself a node of v1.2 domains is told, too.
    @Test
    void report_saysWhichPeersTheNodeKnows() {
        RunningNode node = start();
        var peer = new NodeId(new UUID(9, 8));
        node.management.updatePeers(new PeerUpdate.Add(peer, NOBODY));
        node.management.updatePeers(new PeerUpdate.Add(RunningNode.ID, NOBODY));

        long told = PeersDigest.of(Map.of(peer, NOBODY));

        await().atMost(PATIENCE).until(() -> !orchestrator.updates.isEmpty());
        await().atMost(PATIENCE).until(() -> orchestrator.last().peers() == told);
    }

    @Test
    void everyStart_hasANonceOfItsOwn() {
        start().close();
        start();

        await().atMost(PATIENCE)
                .until(() ->
                        orchestrator.updates.stream().map(NodeUpdate::nonce).distinct().count()
                                == 2);
    }

    @Test
    void close_saysThatTheNodeLeaves() {
        RunningNode node = start();
        await().atMost(PATIENCE).until(() -> !orchestrator.updates.isEmpty());
        // The second report shows that the node knows of the answer to the first.
        await().atMost(PATIENCE).until(() -> orchestrator.updates.size() >= 2);

        node.close();

        assertThat(orchestrator.last().refreshDeadlineSec()).isZero();
        assertThat(orchestrator.last().lease()).isEmpty();
    }

    @Test
    void refusedRegistration_isTriedAgain() {
        orchestrator.answer = new Acceptance.Refused(Refusal.of("invalid node configuration"));
        start();

        await().atMost(PATIENCE).until(() -> orchestrator.updates.size() >= 2);
    }

    // ---- commands ---------------------------------------------------------------------------

    @Test
    void function_isStartedReportedAndStopped() {
        RunningNode node = start();
        InstanceId id =
                RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));

        await().atMost(PATIENCE).until(() -> states().equals(List.of(InstanceState.RUNNING)));
        RunningInstance reported = orchestrator.last().running().orElseThrow().getFirst();
        assertThat(reported.instance()).isEqualTo(id);
        assertThat(reported.placement()).isEqualTo(RunningNode.function("a", 1).placement());

        node.components.stopFunction(ref(id));
        assertThat(node.runtime().youngest().steps).endsWith("stop", "close");
        await().atMost(PATIENCE).until(() -> states().isEmpty());
        assertThat(orchestrator.updates)
                .anyMatch(update -> !update.samples().instantiateTimes().isEmpty());
    }

    @Test
    void insight_tellsInstancesAndCounters() {
        RunningNode node = start();
        FunctionSpec function = RunningNode.function("a", 1);
        InstanceId id = RunningNode.started(node.components.startFunction(function));

        NodeDetails details = node.insight.read();

        InstanceDetail detail = details.instances().getFirst();
        assertThat(detail.running().instance()).isEqualTo(id);
        assertThat(detail.running().state()).isEqualTo(InstanceState.RUNNING);
        assertThat(detail.workflow()).isEqualTo(function.workflow());
        assertThat(detail.className()).isEqualTo(function.code().id());
        assertThat(detail.waiting().events()).isZero();
        assertThat(detail.waiting().eventsMax()).isPositive();
        assertThat(details.metrics())
                .anySatisfy(reading -> {
                    assertThat(reading.name()).isEqualTo("function_count");
                    assertThat(reading.labels())
                            .containsEntry("node_id", RunningNode.ID.toString());
                    assertThat(reading.isCounter()).isFalse();
                    assertThat(reading.value()).isEqualTo(1);
                })
                .anySatisfy(reading -> {
                    assertThat(reading.name()).isEqualTo("edgeless_events_dropped_queue_full");
                    assertThat(reading.isCounter()).isTrue();
                    assertThat(reading.help()).isNotEmpty();
                })
                .noneMatch(reading -> reading.name().equals("execution_times"));
        assertThat(details.metricsLeftOut()).isZero();
    }

    private List<InstanceState> states() {
        return orchestrator.updates.isEmpty()
                ? List.of(InstanceState.UNKNOWN)
                : orchestrator.last().running().orElseThrow().stream()
                        .map(RunningInstance::state)
                        .toList();
    }

    @Test
    void commands_forUnknownFunctions_areNoErrors() {
        RunningNode node = start();

        node.components.stopFunction(unknown());
        node.components.patchFunction(new Patch(new UUID(0, 4), Map.of(), List.of()));
    }

    @Test
    void commands_forUnknownResources_areErrorsInTheWordsOfV12() {
        RunningNode node = start();
        UUID id = new UUID(0, 4);

        assertThatThrownBy(() -> node.components.stopResource(unknown()))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.code()).isEqualTo(RpcException.Code.INTERNAL))
                .hasMessageContaining(
                        "Error when deleting a resource: Cannot stop a resource, not found with"
                                + " fid: "
                                + id);
        assertThatThrownBy(() -> node.components.patchResource(new Patch(id, Map.of(), List.of())))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.code()).isEqualTo(RpcException.Code.INTERNAL))
                .hasMessageContaining(
                        "Error when patching a resource: Cannot patch a resource, not found with"
                                + " fid: "
                                + id);
    }

    @Test
    void stopOfAResource_repeated_isNoErrorUntilAReset() {
        RunningNode node = start();
        InstanceId id = RunningNode.started(node.components.startResource(resource()));

        node.components.stopResource(ref(id));
        node.components.stopResource(ref(id));
        node.management.reset();

        assertThatThrownBy(() -> node.components.stopResource(ref(id)))
                .isInstanceOf(RpcException.class);
    }

    @Test
    void patchThatAResourceRefuses_isAnErrorToWhoeverSentIt() {
        RunningNode node = start();
        InstanceId id = RunningNode.started(node.components.startResource(resource()));
        UUID uuid = id.function().value();

        assertThatThrownBy(
                        () -> node.components.patchResource(new Patch(uuid, Map.of(), List.of())))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.code()).isEqualTo(RpcException.Code.INTERNAL))
                .hasMessageContaining(
                        "Error when patching a resource: the output 'out' must be mapped");
        node.components.patchResource(new Patch(uuid, Map.of("out", id), List.of()));
    }

    @Test
    void function_withoutARuntime_isRefused() {
        RunningNode node = start();

        StartResult result =
                node.components.startResource(
                        new ResourceSpec(
                                "nothing", Map.of(), "w", Optional.empty(), Optional.empty()));

        assertThat(result)
                .isInstanceOfSatisfying(
                        StartResult.Refused.class,
                        refused ->
                                assertThat(refused.refusal().text())
                                        .contains("Provider for class_type does not exist"));
    }

    @Test
    void logs_areReadByTheirComponent() {
        RunningNode node = start();
        RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));
        for (int i = 1; i <= 3; i++) {
            node.runtime().youngest().host.log(LogLevel.INFO, "t", "line " + i);
        }
        LogQuery query =
                new LogQuery(
                        "workflow",
                        Optional.empty(),
                        List.of(RunningNode.LOGICAL),
                        Map.of(RunningNode.LOGICAL, 1L),
                        10);

        assertThat(node.logs.read(query).lines())
                .extracting(line -> line.message())
                .containsExactly("line 2", "line 3");
    }

    // ---- what it keeps ----------------------------------------------------------------------

    @Test
    void rebootWithoutItsOrchestrator_runsWhatWasAccepted() {
        RunningNode first = start();
        InstanceId id =
                RunningNode.started(first.components.startFunction(RunningNode.function("a", 1)));
        InstanceId resource = RunningNode.started(first.components.startResource(resource()));
        first.components.patchResource(
                new Patch(resource.function().value(), Map.of("out", id), List.of()));
        assertThat(first.runtime().youngest().host.sync(bytes("seven"))).isTrue();
        first.close();

        RunningNode second = start(NOBODY, RESOURCES);

        await().atMost(PATIENCE).until(() -> !second.runtime().guests.isEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(second.runtime().youngest().steps)
                                .containsExactly("init - seven"));
        // A repeat of the start is answered with the instance that is there again.
        assertThat(
                        RunningNode.started(
                                second.components.startFunction(RunningNode.function("a", 1))))
                .isEqualTo(id);
        assertThat(second.runtime().guests).hasSize(1);
        second.components.stopResource(ref(resource));
    }

    @Test
    void whatWasStopped_staysStoppedAfterAReboot() {
        RunningNode first = start();
        InstanceId id =
                RunningNode.started(first.components.startFunction(RunningNode.function("a", 1)));
        first.components.stopFunction(ref(id));
        first.close();

        start();

        await().atMost(PATIENCE).until(() -> orchestrator.last().lease().isPresent());
        assertThat(orchestrator.last().running().orElseThrow()).isEmpty();
    }

    @Test
    void firstReportAfterAReboot_namesEverythingThatWasAccepted() {
        RunningNode first = start();
        InstanceId id =
                RunningNode.started(first.components.startFunction(RunningNode.function("a", 1)));
        first.close();
        long nonce = orchestrator.last().nonce();

        start();

        await().atMost(PATIENCE).until(() -> orchestrator.last().nonce() != nonce);
        NodeUpdate report =
                orchestrator.updates.stream()
                        .filter(update -> update.nonce() != nonce)
                        .findFirst()
                        .orElseThrow();
        assertThat(report.running().orElseThrow())
                .extracting(RunningInstance::instance)
                .containsExactly(id);
    }

    @Test
    void codeAndState_goWithTheFunction() {
        World real = World.real();
        LongWaits waits = new LongWaits(real.timers());
        RunningNode node =
                start(new World(real.clock(), waits, real.network(), real.disk(), real.chance()));
        InstanceId id =
                RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));
        assertThat(node.runtime().youngest().host.sync(bytes("seven"))).isTrue();
        assertThat(files("blobs")).hasSize(1);
        assertThat(files("state")).hasSize(1);

        node.components.stopFunction(ref(id));

        await().atMost(PATIENCE).until(() -> files("blobs").isEmpty());
        await().atMost(PATIENCE).until(() -> waits.held.size() == 1);
        assertThat(files("state")).as("a start could still take the stop back").hasSize(1);
        waits.held.getFirst().run();
        await().atMost(PATIENCE).until(() -> files("state").isEmpty());
    }

    /// Real timers, except that whatever waits for a minute or more waits for the test.
    private record LongWaits(Timers real, List<Runnable> held) implements Timers {

        LongWaits(Timers real) {
            this(real, new CopyOnWriteArrayList<>());
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            if (delay.compareTo(Duration.ofMinutes(1)) < 0) {
                return real.schedule(delay, task);
            }
            held.add(task);
            return () -> held.remove(task);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    @Test
    void code_thatAnotherFunctionUses_stays() {
        RunningNode node = start();
        InstanceId id =
                RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));
        var other = RunningNode.function("a", 1);
        RunningNode.started(
                node.components.startFunction(
                        new io.edgeless.api.model.FunctionSpec(
                                other.code(),
                                Map.of(),
                                other.state(),
                                "workflow",
                                Optional.empty())));

        node.components.stopFunction(ref(id));
        RunningNode.started(node.components.startFunction(RunningNode.function("b", 2)));

        await().atMost(PATIENCE).until(() -> files("blobs").size() == 2);
    }

    @Test
    void reset_stopsEverythingAndKeepsTheStates() {
        RunningNode node = start();
        RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));
        ScriptedGuest guest = node.runtime().youngest();
        assertThat(guest.host.sync(bytes("seven"))).isTrue();

        node.management.reset();

        assertThat(guest.steps).endsWith("stop", "close");
        RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));
        assertThat(node.runtime().youngest().steps).containsExactly("init - seven");
    }

    private List<String> files(String name) {
        Path path = folder.resolve("data").resolve(name);
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        } catch (java.io.IOException e) {
            return List.of();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- the end ----------------------------------------------------------------------------

    @Test
    void close_whileAGuestLoops_isBounded() throws InterruptedException {
        RunningNode node = start(orchestrator.url(), RESOURCES + "[guests]\nstop_grace_sec = 1\n");
        RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));
        ScriptedGuest guest = node.runtime().youngest();
        guest.event = payload -> guest.loop();
        var _ = guest.host.cast("self", new byte[0]);
        guest.hangs.await();

        node.close();

        assertThat(guest.steps).contains("interrupt", "close");
    }

    @Test
    void limitsOfTheSettings_capThoseOfFunctions() {
        RunningNode node =
                start(orchestrator.url(), "[guests]\nmemory_pages_max = 8\ncpu_budget_ms = 50\n");
        RunningNode.started(node.components.startFunction(RunningNode.function("a", 1)));

        assertThat(node.runtime().limits.getFirst().memoryPagesMax()).isEqualTo(8);
        assertThat(node.runtime().limits.getFirst().cpuBudget()).isEqualTo(Duration.ofMillis(50));
    }
}
