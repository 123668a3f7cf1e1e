package io.edgeless.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.InstanceId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.NodeDetails;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.model.StatePolicy;
import io.edgeless.api.model.StateSpec;
import io.edgeless.api.rpc.ComponentClient;
import io.edgeless.api.rpc.InventoryClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.orchestrator.placement.Strategy;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class OrchestratorMainTest {

    private static final byte[] CODE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;

    private final World world = World.real();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final ControllerProcess controller = new ControllerProcess();
    private final NodeProcess node = new NodeProcess(1, world);
    private OrchestratorMain orchestrator;

    @BeforeEach
    void open() {
        orchestrator = start();
    }

    private OrchestratorMain start() {
        var general =
                new OrchestratorSettings.General(
                        controller.url(),
                        Duration.ofSeconds(1),
                        new DomainId("domain-7000"),
                        "http://127.0.0.1:0",
                        "http://127.0.0.1:0",
                        "http://127.0.0.1:0",
                        SecuritySettings.standard());
        return OrchestratorMain.start(
                new OrchestratorSettings(general, Strategy.RANDOM, folder, "http://127.0.0.1:0"),
                world,
                message -> {});
    }

    private void restart() {
        orchestrator.close();
        orchestrator = start();
    }

    @AfterEach
    void close() {
        orchestrator.close();
        node.close();
        controller.close();
        channels.close();
        world.timers().close();
    }

    private ComponentClient client() {
        return new ComponentClient(channels.to(orchestrator.orchestratorUrl()), PATIENCE);
    }

    private static LogicalId logical(int number) {
        return new LogicalId(new UUID(0xF, number));
    }

    private static FunctionSpec function(int number) {
        var code =
                new FunctionClass(
                        "f",
                        "RUST_WASM",
                        "1",
                        Optional.of("f.wasm"),
                        Binary.of(CODE),
                        List.of("out"));
        var state = new StateSpec(new StateId(new UUID(5, number)), StatePolicy.NODE_LOCAL);
        return new FunctionSpec(
                code, Map.of(), state, "wf", Optional.of(new Placement(logical(number), 1)));
    }

    private static ResourceSpec resource(int number, String classType) {
        return new ResourceSpec(
                classType,
                Map.of(),
                "wf",
                Optional.of(new Placement(logical(number), 1)),
                Optional.empty());
    }

    private ComponentRef started(StartResult result) {
        assertThat(result).isInstanceOf(StartResult.Started.class);
        return ((StartResult.Started) result).ref();
    }

    private static Refusal refusal(StartResult result) {
        return ((StartResult.Refused) result).refusal();
    }

    // ---- the two arrows ---------------------------------------------------------------------

    @Test
    void component_isStartedConnectedReportedAndStopped() {
        node.register(orchestrator);
        ComponentRef function = started(client().startFunction(function(1)));
        ComponentRef log = started(client().startResource(resource(2, "file-log")));
        assertThat(function).isEqualTo(new ComponentRef.Logical(logical(1)));
        assertThat(node.functions.getFirst().code().binary()).isEqualTo(Binary.of(CODE));

        var target = new InstanceId(new NodeId(new UUID(0, 0)), new PhysicalId(logical(2).value()));
        client().patchFunction(new Patch(logical(1).value(), Map.of("out", target), List.of()));

        assertThat(node.patches.values())
                .anySatisfy(patch ->
                        assertThat(patch.outputs().get("out"))
                                .isIn(
                                        node.running.keySet().stream()
                                                .map(physical -> new InstanceId(node.id, physical))
                                                .toList()));
        node.register(orchestrator);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    var report = controller.report(logical(1)).orElseThrow();
                    assertThat(report.state()).isEqualTo(InstanceState.RUNNING);
                    assertThat(report.node()).contains(node.id);
                    assertThat(report.restarts()).isEqualTo(3);
                });

        client().stopFunction(function);
        client().stopResource(log);
        assertThat(node.running).isEmpty();
    }

    @Test
    void code_ofManyFunctions_isStoredOnce() {
        node.register(orchestrator);
        for (int i = 1; i <= 3; i++) {
            started(client().startFunction(function(i)));
        }
        Path blobs = folder.resolve("blobs");
        assertThat(world.disk().list(blobs)).hasSize(1);

        client().stopFunction(new ComponentRef.Logical(logical(1)));
        client().stopFunction(new ComponentRef.Logical(logical(2)));
        assertThat(world.disk().list(blobs)).hasSize(1);
        client().stopFunction(new ComponentRef.Logical(logical(3)));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.disk().list(blobs)).isEmpty());
    }

    // ---- refusals ---------------------------------------------------------------------------

    @Test
    void start_withoutNode_isRefusedInTheWordsOfV12() {
        Refusal refusal = refusal(client().startFunction(function(1)));
        assertThat(refusal.summary())
                .isEqualTo(
                        "Could not start function run-time RUST_WASM class f version 1 code"
                                + " Some(\"f.wasm\")");
        assertThat(refusal.detail()).contains("no valid node found");
        assertThat(refusal(client().startResource(resource(2, "kafka"))))
                .isEqualTo(Refusal.of("class type not found", "class_type: kafka"));
    }

    @Test
    void start_refusedByTheNode_isRefusedInTheWordsOfV12() {
        node.register(orchestrator);
        node.refusal = Optional.of(Refusal.of("Could not start function", "no memory"));
        assertThat(refusal(client().startFunction(function(1))))
                .isEqualTo(
                        Refusal.of(
                                "Function instance creation request rejected",
                                "Could not start a function instance for lid %s: Could not start"
                                                .formatted(logical(1))
                                        + " function [detail: no memory]"));
        assertThat(refusal(client().startResource(resource(2, "file-log"))))
                .isEqualTo(Refusal.of("Could not start function", "no memory"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://10.0.0.1:7006, Invalid agent URL '127.0.0.1' for node '%s': Host Parse"
                + " Error",
        "http://10.0.0.1:7005, nonsense, Invalid invocation URL 'nonsense' for node '%s': Host"
                + " Parse Error",
        "http://:7005, http://10.0.0.1:7006, invalid empty host in agent URL",
        "http://10.0.0.1:7005, http://:7006, invalid empty host in invocation URL",
    })
    void register_withABadUrl_isRefusedInTheWordsOfV12(
            String agent, String invocation, String detail) {
        assertThat(node.register(orchestrator, agent, invocation))
                .isEqualTo(
                        new Acceptance.Refused(
                                Refusal.of(
                                        "invalid node configuration", detail.formatted(node.id))));
    }

    @Test
    void stop_byAPhysicalId_isAnError() {
        var physical = new InstanceId(node.id, new PhysicalId(new UUID(1, 1)));
        assertThatThrownBy(() -> client().stopFunction(new ComponentRef.Physical(physical)))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("Wrong Type");
    }

    @Test
    void metrics_showNodesComponentsAndRefusals() {
        assertThat(client().startFunction(function(1))).isInstanceOf(StartResult.Refused.class);
        node.register(orchestrator, "nonsense", "nonsense");
        node.register(orchestrator);
        started(client().startFunction(function(1)));

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(page(orchestrator.metricsUrl() + "/metrics"))
                                .contains("edgeless_orchestrator_nodes 1")
                                .contains("edgeless_orchestrator_components{state=\"running\"} 1")
                                .contains("edgeless_orchestrator_starts_refused_total 1")
                                .contains("edgeless_orchestrator_registrations_refused_total 1"));
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> page(orchestrator.metricsUrl() + "/readyz").startsWith("ready"));
    }

    private static String page(String url) throws UncheckedIOException {
        try (var stream = URI.create(url).toURL().openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nodes_areListed() {
        node.register(orchestrator);

        assertThat(inventory().list(Optional.empty()).nodes())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.node()).isEqualTo(node.id);
                    assertThat(entry.domain()).isEqualTo(new DomainId("domain-7000"));
                    assertThat(entry.standing()).isEqualTo(NodeStanding.CONNECTED);
                    assertThat(entry.agentUrl()).isEqualTo(node.agentUrl());
                });
        assertThat(inventory().list(Optional.of(new DomainId("other"))).nodes()).isEmpty();
    }

    @Test
    void inspect_tellsWhatTheNodeTells() {
        node.register(orchestrator);
        var details = new NodeDetails(List.of(), List.of(), 7);
        node.details = Optional.of(details);

        assertThat(inventory().inspect(node.id).details()).contains(details);
    }

    @Test
    void inspect_ofANodeThatDoesNotTell_saysWhy() {
        node.register(orchestrator);
        assertThat(inventory().inspect(node.id).silence()).contains("v1.2");
        assertThat(inventory().inspect(node.id).details()).isEmpty();

        node.register(orchestrator, "http://127.0.0.1:1", node.agentUrl());
        assertThat(inventory().inspect(node.id).silence()).contains("did not answer");

        assertThatThrownBy(() -> inventory().inspect(new NodeId(new UUID(1, 1))))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("domain domain-7000 has no node");

        restart();
        assertThat(inventory().inspect(node.id).silence()).contains("has not been heard of");
    }

    private InventoryClient inventory() {
        return new InventoryClient(channels.to(orchestrator.orchestratorUrl()), PATIENCE);
    }

    @Test
    void secondInstance_onTheSameFolder_isRefused() {
        assertThatThrownBy(this::start)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("in use");
    }

    // ---- restarts ---------------------------------------------------------------------------

    @Test
    void restart_keepsWhatRunsAndStartsNothingAgain() {
        node.register(orchestrator);
        ComponentRef function = started(client().startFunction(function(1)));
        Map<PhysicalId, Placement> before = Map.copyOf(node.running);

        restart();
        node.register(orchestrator);

        assertThat(started(client().startFunction(function(1)))).isEqualTo(function);
        assertThat(node.running).isEqualTo(before);
        assertThat(node.functions).hasSize(1);
    }

    @Test
    void restart_withADamagedStore_keepsTheValidPrefix() throws IOException {
        node.register(orchestrator);
        started(client().startFunction(function(1)));
        orchestrator.close();
        Path log = folder.resolve("records").resolve("log");
        Files.write(log, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        orchestrator = start();
        node.register(orchestrator);
        started(client().startFunction(function(1)));
        assertThat(node.functions).hasSize(1);
        assertThat(node.running).hasSize(1);
    }

    @Test
    void node_thatLostEverything_getsItAgainFromTheStoredCode() {
        node.register(orchestrator);
        started(client().startFunction(function(1)));
        restart();
        node.running.clear();
        node.register(orchestrator);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.running).hasSize(1));
        assertThat(node.functions.getLast().code().binary()).isEqualTo(Binary.of(CODE));
    }

    @Test
    void peers_areToldOfEachOther() {
        try (var other = new NodeProcess(2, world)) {
            node.register(orchestrator);
            other.register(orchestrator);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> {
                        assertThat(node.peers).isNotEmpty();
                        assertThat(other.peers).isNotEmpty();
                    });
        }
    }

    @Test
    void reset_askedForByAControllerOfV12_stopsEverything() {
        node.register(orchestrator);
        started(client().startFunction(function(1)));
        controller.wantsReset = true;
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.running).isEmpty());
    }
}
