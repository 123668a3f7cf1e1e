package io.edgeless.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.InventoryClient;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.WorkflowClient;
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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

class ControllerMainTest {

    private static final byte[] CODE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path folder;

    private final World world = World.real();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private final FakeOrchestrator orchestrator = new FakeOrchestrator("domain-7000", world);
    private ControllerMain controller;

    @BeforeEach
    void open() {
        controller = start();
    }

    private ControllerMain start() {
        return ControllerMain.start(settings(), world, message -> {});
    }

    private ControllerSettings settings() {
        return new ControllerSettings(
                "http://127.0.0.1:0",
                "http://127.0.0.1:0",
                folder.resolve("controller.save"),
                folder.resolve("data"),
                Duration.ofSeconds(30),
                SecuritySettings.standard(),
                "http://127.0.0.1:0");
    }

    @AfterEach
    void close() {
        controller.close();
        orchestrator.close();
        channels.close();
        world.timers().close();
    }

    private WorkflowClient client() {
        return new WorkflowClient(channels.to(controller.controllerUrl()), PATIENCE);
    }

    private static WorkflowSpec spec() {
        return spec(Map.of("out", "log"));
    }

    private static WorkflowSpec spec(Map<String, String> outputs) {
        var code =
                new FunctionClass(
                        "class",
                        "RUST_WASM",
                        "0.1",
                        Optional.of("f.wasm"),
                        Binary.of(CODE),
                        List.of("out"));
        return new WorkflowSpec(
                List.of(new WorkflowFunction("f", code, outputs, Map.of())),
                List.of(new WorkflowResource("log", "file-log", Map.of(), Map.of())),
                Map.of());
    }

    private WorkflowStatus run() {
        var result = client().start(new WorkflowRequest(spec(), Optional.empty()));
        return ((WorkflowResult.Accepted) result).status();
    }

    private Refusal refused(WorkflowSpec spec) {
        var result = client().start(new WorkflowRequest(spec, Optional.empty()));
        return ((WorkflowResult.Refused) result).refusal();
    }

    @Test
    void start_thenInspectListStop_reachTheOrchestrator() {
        assertThat(orchestrator.register(controller)).isEqualTo(new DomainAnswer.Accepted(false));
        WorkflowStatus status = run();
        assertThat(status.components())
                .extracting(ComponentStatus::name)
                .containsExactly("f", "log");
        var function =
                java.util.Objects.requireNonNull(
                        orchestrator.functions.get(status.components().getFirst().logical()));
        assertThat(function.code().binary()).isEqualTo(Binary.of(CODE));
        assertThat(function.workflow()).isEqualTo(status.id().toString());
        assertThat(orchestrator.patches).hasSize(1);

        orchestrator.register(controller);
        assertThat(client().list()).containsExactly(status.id());
        WorkflowInfo info = client().inspect(status.id());
        assertThat(info.spec().functions().getFirst().functionClass().code()).hasValue("f.wasm");
        Optional<ComponentReport> report = info.status().components().getFirst().report();
        assertThat(report.orElseThrow().node()).hasValue(FakeOrchestrator.NODE);
        assertThat(report.orElseThrow().restarts()).isEqualTo(2);

        client().stop(status.id());
        assertThat(orchestrator.functions).isEmpty();
        assertThat(orchestrator.resources).isEmpty();
        assertThat(client().list()).isEmpty();
    }

    @Test
    void start_invalid_isRefusedWithPlace() {
        orchestrator.register(controller);
        Refusal refusal = refused(spec(Map.of("out", "nobody")));
        assertThat(refusal.summary()).isEqualTo("Invalid workflow creation request");
        assertThat(refusal.detail().orElseThrow()).contains("/functions/0/output_mapping/out");
    }

    @Test
    void start_withoutDomain_isRefused() {
        assertThat(refused(spec()).summary()).isEqualTo("Workflow creation failed");
    }

    @Test
    void start_refusedByTheOrchestrator_tellsTheCauseAndLeavesNothing() {
        orchestrator.refusal = Optional.of(Refusal.of("Function refused", "no start function"));
        orchestrator.register(controller);
        Refusal refusal = refused(spec());
        assertThat(refusal.summary()).isEqualTo("Request rejected");
        assertThat(refusal.detail())
                .hasValue("f in domain domain-7000: Function refused (no start function)");
        Awaitility.await().untilAsserted(() -> assertThat(orchestrator.resources).isEmpty());
        assertThat(client().list()).isEmpty();
    }

    @Test
    void inspect_unknown_isAnErrorThatNamesIt() {
        var id = new WorkflowId(new UUID(1, 1));
        assertThatThrownBy(() -> client().inspect(id))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining(id.toString());
    }

    @Test
    void domains_listsWhatIsRegistered() {
        orchestrator.register(controller);
        assertThat(client().domains(Optional.empty()).keySet())
                .containsExactly(new DomainId("domain-7000"));
        assertThat(client().domains(Optional.of(new DomainId("other")))).isEmpty();
    }

    @Test
    void restart_keepsWorkflowAndLeavesItRunning() {
        orchestrator.register(controller);
        WorkflowStatus before = run();
        var running = Map.copyOf(orchestrator.functions);
        controller.close();
        controller = start();
        assertThat(client().list()).containsExactly(before.id());
        orchestrator.register(controller);
        orchestrator.register(controller);
        assertThat(client().inspect(before.id()).status().components())
                .extracting(ComponentStatus::logical)
                .containsExactlyElementsOf(
                        before.components().stream().map(ComponentStatus::logical).toList());
        assertThat(orchestrator.functions).isEqualTo(running);
    }

    @Test
    void restart_withoutTheComponents_startsThemFromStoredCode() {
        orchestrator.register(controller);
        WorkflowStatus before = run();
        controller.close();
        orchestrator.forget();
        controller = start();
        orchestrator.register(controller);
        orchestrator.register(controller);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(orchestrator.functions).hasSize(1);
                    assertThat(orchestrator.resources).hasSize(1);
                    assertThat(orchestrator.patches).hasSize(1);
                });
        var function =
                java.util.Objects.requireNonNull(
                        orchestrator.functions.get(before.components().getFirst().logical()));
        assertThat(function.code().binary()).isEqualTo(Binary.of(CODE));
    }

    @Test
    void metrics_showDomainsWorkflowsComponentsAndRefusals() {
        refused(spec());
        orchestrator.register(controller);
        run();
        orchestrator.register(controller);

        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(page(controller.metricsUrl() + "/metrics"))
                                .contains("edgeless_controller_domains 1")
                                .contains("edgeless_controller_workflows{state=\"running\"} 1")
                                .contains("edgeless_controller_components{state=\"running\"} 2")
                                .contains("edgeless_controller_workflows_started_total 1")
                                .contains("edgeless_controller_workflows_refused_total 1"));
        assertThat(page(controller.metricsUrl() + "/readyz")).startsWith("ready");
    }

    private static String page(String url) throws UncheckedIOException {
        try (var stream = URI.create(url).toURL().openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void secondInstance_onTheSameFolder_isRefused() {
        assertThatThrownBy(this::start)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void logs_namesComponentsAndCountsLosses() {
        orchestrator.register(controller);
        WorkflowStatus status = run();
        var logs = new LogClient(channels.to(controller.controllerUrl()), PATIENCE);
        LogPage all = logs.read(query(status.id(), Optional.empty()));
        assertThat(all.lines())
                .extracting(LogLine::component)
                .containsExactlyInAnyOrder("f", "log");
        assertThat(all.lost()).isEqualTo(1);
        LogPage one = logs.read(query(status.id(), Optional.of("f")));
        assertThat(one.lines()).extracting(LogLine::component).containsExactly("f");
        assertThatThrownBy(() -> logs.read(query(status.id(), Optional.of("g"))))
                .hasMessageContaining("no component 'g'");
    }

    private InventoryClient inventory() {
        return new InventoryClient(channels.to(controller.controllerUrl()), PATIENCE);
    }

    @Test
    void nodes_areThoseOfAllDomains() {
        orchestrator.register(controller);
        try (var other = new FakeOrchestrator("domain-8000", world)) {
            other.register(controller);

            NodeListing all = inventory().list(Optional.empty());
            NodeListing one = inventory().list(Optional.of(new DomainId("domain-8000")));

            assertThat(all.nodes())
                    .extracting(node -> node.domain().value())
                    .containsExactly("domain-7000", "domain-8000");
            assertThat(all.silent()).isEmpty();
            assertThat(one.nodes()).hasSize(1);
        }
        assertThatThrownBy(() -> inventory().list(Optional.of(new DomainId("domain-9"))))
                .hasMessageContaining("there is no domain 'domain-9'");
    }

    @Test
    void nodes_ofDomainsThatDoNotTell_areNotKnownAndSaidToBe() {
        orchestrator.register(controller);
        FakeOrchestrator gone = new FakeOrchestrator("domain-8000", world);
        gone.register(controller);
        gone.close();
        orchestrator.isOld = true;

        NodeListing listing = inventory().list(Optional.empty());

        assertThat(listing.nodes()).isEmpty();
        assertThat(listing.silent().get(new DomainId("domain-7000"))).contains("v1.2");
        assertThat(listing.silent().get(new DomainId("domain-8000"))).contains("answered");
        assertThatThrownBy(() -> inventory().inspect(FakeOrchestrator.NODE))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.code()).isEqualTo(RpcException.Code.UNAVAILABLE))
                .hasMessageContaining("domain domain-8000: its orchestrator at");
    }

    @Test
    void inspect_whereADomainIsOfV12_saysThatNotAllCouldBeAsked() {
        orchestrator.register(controller);
        orchestrator.isOld = true;

        assertThatThrownBy(() -> inventory().inspect(FakeOrchestrator.NODE))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.code()).isEqualTo(RpcException.Code.NOT_FOUND))
                .hasMessageContaining("no domain has a node " + FakeOrchestrator.NODE)
                .hasMessageContaining("domain domain-7000: this domain does not tell");
    }

    @Test
    void inspect_findsTheNodeInItsDomain() {
        orchestrator.register(controller);

        assertThat(inventory().inspect(FakeOrchestrator.NODE).silence()).isEqualTo("asleep");
        assertThatThrownBy(() -> inventory().inspect(new NodeId(new UUID(1, 1))))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.code()).isEqualTo(RpcException.Code.NOT_FOUND))
                .hasMessageNotContaining("could be asked");
    }

    @Test
    void start_withARequestId_givesItToTheWorkflow() {
        orchestrator.register(controller);
        String id = "11111111-2222-4333-8444-555555555555";
        var request = new WorkflowRequest(spec(), Optional.of(id));

        assertThat(client().start(request)).isInstanceOf(WorkflowResult.Accepted.class);
        assertThat(client().start(request)).isInstanceOf(WorkflowResult.Accepted.class);

        assertThat(client().list()).extracting(WorkflowId::toString).containsExactly(id);
    }

    private static LogQuery query(WorkflowId id, Optional<String> component) {
        return new LogQuery(id.toString(), component, List.of(), Map.of(), 10);
    }

    @Test
    void savedWorkflows_ofAnOlderController_areTakenOverOnce() throws IOException {
        controller.close();
        var other = new FakeOrchestrator("domain-7000", world);
        String id = "11111111-2222-4333-8444-555555555555";
        Files.writeString(
                folder.resolve("controller.save"),
                """
                {"workflows":[["%s",{"functions":[{"name":"f","class_specification":{"id":"c",
                "function_type":"RUST_WASM","version":"0.1","binary":[0,97,115,109,255],
                "code":"f.wasm","outputs":[]},"output_mapping":{"out":"log"},"annotations":{}}],
                "resources":[{"name":"log","class_type":"file-log","output_mapping":{},
                "configurations":{"a":"b"}}],"annotations":{}}],["bad",{}]]}
                """
                        .formatted(id));
        deleteData();
        controller = start();
        assertThat(client().list()).extracting(WorkflowId::toString).containsExactly(id);
        other.register(controller);
        Awaitility.await().untilAsserted(() -> assertThat(other.patches).hasSize(1));
        assertThat(other.functions.values().iterator().next().code().binary())
                .isEqualTo(Binary.of(new byte[] {0, 'a', 's', 'm', (byte) 255}));

        client().stop(WorkflowId.parse(id).orElseThrow());
        controller.close();
        controller = start();
        assertThat(client().list()).isEmpty();
        other.close();
    }

    private void deleteData() throws IOException {
        try (var files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
