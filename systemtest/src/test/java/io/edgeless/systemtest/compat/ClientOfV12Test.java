package io.edgeless.systemtest.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeless.systemtest.cluster.HttpAnswer;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.systemtest.compat.v12.DomainCapabilities;
import io.edgeless.systemtest.compat.v12.SpawnWorkflowRequest;
import io.edgeless.systemtest.compat.v12.SpawnWorkflowResponse;
import io.edgeless.systemtest.compat.v12.WorkflowFunction;
import io.edgeless.systemtest.compat.v12.WorkflowFunctionMapping;
import io.edgeless.systemtest.compat.v12.WorkflowInstanceInfo;
import io.edgeless.systemtest.compat.v12.WorkflowInstanceStatus;
import io.edgeless.systemtest.compat.v12.WorkflowResource;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// A client of v1.2 at a controller of ours: it sends no field from 1000 up and reads none.
class ClientOfV12Test {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DOMAIN = "domain-test";

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static V12Channel channel = new V12Channel("http://127.0.0.1:1");
    private static V12Client client = new V12Client(channel.channel());

    @BeforeAll
    static void startCluster() {
        channel.close();
        cluster = TestCluster.started(folder, 2);
        channel = new V12Channel(cluster.controllerUrl());
        client = new V12Client(channel.channel());
    }

    @AfterAll
    static void stopCluster() {
        channel.close();
        cluster.close();
    }

    // ---- start, list, inspect, stop ---------------------------------------------------------

    @Test
    void start_answersIdAndMappingOfEachComponent() {
        SpawnWorkflowResponse response = client.start(V12Workflows.readings("start.test"));

        assertThat(response.hasResponseError()).isFalse();
        WorkflowInstanceStatus status = response.getWorkflowStatus();
        assertIsUuid(status.getWorkflowId().getWorkflowId());
        assertThat(status.getDomainMappingList())
                .extracting(WorkflowFunctionMapping::getName)
                .containsExactlyInAnyOrder("stage_1", "stage_2", "ingress", "readings");
        assertThat(status.getDomainMappingList())
                .extracting(WorkflowFunctionMapping::getDomainId)
                .containsOnly(DOMAIN);
        status.getDomainMappingList().forEach(mapping -> assertIsUuid(mapping.getFunctionId()));
        assertThat(logicalIds(status)).hasSize(4);
        client.stop(status.getWorkflowId().getWorkflowId());
    }

    private static void assertIsUuid(String text) {
        assertThat(text).isEqualTo(UUID.fromString(text).toString());
    }

    @Test
    void workflow_startedByV12_answersHttp() {
        String id = start(V12Workflows.readings("answers.test"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    String body = "{\"sensor\":\"t1\",\"value\":21.5}";
                    // Whichever node got the ingress.
                    assertThat(List.of(post(1, body).status(), post(2, body).status()))
                            .contains(200);
                });
        client.stop(id);
    }

    private static HttpAnswer post(int node, String body) {
        return HttpAnswer.post(cluster.ingressUrl(node), "answers.test", body);
    }

    @Test
    void list_namesWhatRunsAndNothingElse() {
        String first = start(V12Workflows.noop(Map.of()));
        String second = start(V12Workflows.noop(Map.of()));
        assertThat(client.list()).contains(first, second).doesNotHaveDuplicates();

        client.stop(first);

        assertThat(client.list()).contains(second).doesNotContain(first);
        client.stop(second);
        assertThat(client.list()).doesNotContain(second);
    }

    @Test
    void inspect_answersTheRequestAndTheMapping() {
        SpawnWorkflowRequest request = V12Workflows.readings("inspect.test");
        WorkflowInstanceStatus started = client.start(request).getWorkflowStatus();
        String id = started.getWorkflowId().getWorkflowId();

        WorkflowInstanceInfo info = client.inspect(id);

        assertThat(info.getRequest().getWorkflowFunctionsList())
                .containsExactlyInAnyOrderElementsOf(request.getWorkflowFunctionsList());
        assertThat(info.getRequest().getWorkflowResourcesList())
                .containsExactlyInAnyOrderElementsOf(request.getWorkflowResourcesList());
        assertThat(info.getRequest().getAnnotationsMap()).isEqualTo(request.getAnnotationsMap());
        assertThat(info.getStatus().getWorkflowId()).isEqualTo(started.getWorkflowId());
        assertThat(logicalIds(info.getStatus())).isEqualTo(logicalIds(started));
        client.stop(id);
    }

    @Test
    void stop_ofAnUnknownWorkflow_isOk() {
        client.stop(UUID.randomUUID().toString());
    }

    @Test
    void stop_twice_isOk() {
        String id = start(V12Workflows.noop(Map.of()));

        client.stop(id);
        client.stop(id);

        assertThat(client.list()).doesNotContain(id);
    }

    @Test
    void emptyWorkflow_isAccepted() {
        String id = start(SpawnWorkflowRequest.getDefaultInstance());

        assertThat(client.list()).contains(id);
        client.stop(id);
    }

    // ---- domains ----------------------------------------------------------------------------

    @Test
    void domains_tellWhatTheirNodesCan() {
        var all = client.domains("");

        assertThat(all).extracting(entry -> entry.getDomainId()).containsExactly(DOMAIN);
        DomainCapabilities capabilities = all.getFirst().getDomainCapabilities();
        assertThat(capabilities.getNumNodes()).isEqualTo(2);
        assertThat(capabilities.getNumCpus()).isPositive();
        assertThat(capabilities.getNumCores()).isPositive();
        assertThat(capabilities.getMemSize()).isPositive();
        assertThat(capabilities.getLabelsList()).contains("node-1", "node-2");
        assertThat(capabilities.getRuntimesList()).containsExactly("RUST_WASM");
        assertThat(capabilities.getResourceClassesList())
                .containsExactlyInAnyOrder("http-ingress", "http-egress", "file-log");
        assertThat(capabilities.getResourceProvidersList())
                .contains("http-ingress-1", "http-ingress-2", "file-log-1", "file-log-2");
        assertThat(client.domains(DOMAIN)).isEqualTo(all);
        assertThat(client.domains("nowhere")).isEmpty();
    }

    // ---- refusals of a start ----------------------------------------------------------------

    @Test
    void start_withARuntimeThatNoDomainHas_isRefused() {
        var function = V12Workflows.function("f", "noop");
        function.getClassSpecBuilder().setFunctionType("CONTAINER");

        SpawnWorkflowResponse response = client.start(V12Workflows.only(function));

        assertThat(response.hasWorkflowStatus()).isFalse();
        assertThat(response.getResponseError().getSummary()).isEqualTo("Workflow creation failed");
    }

    @Test
    void start_withAResourceClassThatNoDomainHas_isRefused() {
        var request =
                SpawnWorkflowRequest.newBuilder()
                        .addWorkflowResources(resource("r").setClassType("teleporter"))
                        .build();

        assertThat(client.start(request).getResponseError().getSummary())
                .isEqualTo("Workflow creation failed");
    }

    @Test
    void start_withNamesMissing_isRefusedWithTheWordsOfV12() {
        assertInvalid(V12Workflows.function("", "noop"), "empty name in function");
        assertInvalid(
                V12Workflows.function("f", "noop").putOutputMapping("log", ""),
                "empty channel or component in output_mapping of a function");
        assertInvalid(
                V12Workflows.function("f", "noop").putOutputMapping("", "f"),
                "empty channel or component in output_mapping of a function");
        assertInvalid(resource(""), "empty name in resource");
        assertInvalid(resource("r").setClassType(""), "empty class_type in resource");
        assertInvalid(
                resource("r").putOutputMapping("new_request", ""),
                "empty channel or component in output_mapping of a resource");
        assertInvalid(V12Workflows.function("f", "noop").putOutputMapping("log", "nobody"), "");
    }

    private static WorkflowResource.Builder resource(String name) {
        return WorkflowResource.newBuilder().setName(name).setClassType("http-egress");
    }

    private static void assertInvalid(WorkflowFunction.Builder function, String detail) {
        assertInvalid(V12Workflows.only(function), detail);
    }

    private static void assertInvalid(WorkflowResource.Builder resource, String detail) {
        assertInvalid(
                SpawnWorkflowRequest.newBuilder().addWorkflowResources(resource).build(), detail);
    }

    private static void assertInvalid(SpawnWorkflowRequest request, String detail) {
        SpawnWorkflowResponse response = client.start(request);
        assertThat(response.hasWorkflowStatus()).isFalse();
        assertThat(response.getResponseError().getSummary())
                .isEqualTo("Invalid workflow creation request");
        assertThat(response.getResponseError().getDetail()).startsWith(detail).isNotEmpty();
    }

    @Test
    void start_ofAFunctionWithoutClass_isRefused() {
        SpawnWorkflowResponse response =
                client.start(V12Workflows.only(WorkflowFunction.newBuilder().setName("f")));

        assertThat(response.getResponseError().getSummary()).isEqualTo("Invalid request");
        assertThat(response.getResponseError().getDetail()).contains("class_spec");
    }

    @Test
    void start_thatNoNodeFits_isRejectedWithAReasonAndLeavesNothing() {
        List<String> before = client.list();
        var request = V12Workflows.noop(Map.of("node_id_match_any", UUID.randomUUID().toString()));

        SpawnWorkflowResponse response = client.start(request);

        assertThat(response.getResponseError().getSummary()).isEqualTo("Request rejected");
        assertThat(response.getResponseError().getDetail())
                .contains("Could not start function run-time RUST_WASM class noop version 0.1")
                .contains("no valid node found");
        assertThat(client.list()).isEqualTo(before);
    }

    // ---- requests that cannot be read -------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", "no uuid", "00000000-0000-0000-0000"})
    void malformedIds_areAnsweredInternal(String id) {
        assertInternal(() -> client.inspect(id), "Internal error when inspecting a workflow: ");
        assertInternal(() -> client.stop(id), "Internal error when stopping a workflow: ");
        assertInternal(
                () -> client.migrate(id, DOMAIN, ""), "Internal error when migrating a workflow: ");
    }

    @Test
    void inspect_ofAnUnknownWorkflow_isAnsweredInternal() {
        assertInternal(() -> client.inspect(UUID.randomUUID().toString()), "");
    }

    @Test
    void migrate_withoutIds_isAnsweredInternal() {
        assertInternal(
                client::migrateNothing,
                "Internal error when migrating a workflow: missing workflow_id or domain_id in"
                        + " MigrateWorkflowRequest");
    }

    private static void assertInternal(ThrowingCallable call, String description) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
                            assertThat(e.getStatus().getDescription()).startsWith(description);
                        });
    }

    // ---- migrations -------------------------------------------------------------------------

    @Test
    void migrate_ofAnUnknownWorkflow_isRefused() {
        String id = UUID.randomUUID().toString();

        assertRefused(client.migrate(id, DOMAIN, ""), "Unknown workflow id", id);
        assertRefused(client.migrate(id, DOMAIN, "only"), "Unknown workflow id", id);
    }

    @Test
    void migrate_thatCannotBe_isRefusedAndChangesNothing() {
        WorkflowInstanceStatus started =
                client.start(V12Workflows.noop(Map.of())).getWorkflowStatus();
        String id = started.getWorkflowId().getWorkflowId();

        assertRefused(
                client.migrate(id, DOMAIN, "only"),
                "Ignoring request to migrate component to the same domain",
                DOMAIN);
        assertRefused(
                client.migrate(id, DOMAIN, "other"),
                "Invalid component name specified in migration request",
                "other");
        assertRefused(
                client.migrate(id, "nowhere", ""), "Migration request cannot be satified", id);
        assertRefused(
                client.migrate(id, "nowhere", "only"), "Migration request cannot be satified", id);
        assertThat(logicalIds(client.inspect(id).getStatus())).isEqualTo(logicalIds(started));
        client.stop(id);
    }

    @Test
    void migrate_toTheSameDomain_startsItAnew() {
        WorkflowInstanceStatus started =
                client.start(V12Workflows.readings("moved.test")).getWorkflowStatus();
        String id = started.getWorkflowId().getWorkflowId();

        SpawnWorkflowResponse response = client.migrate(id, DOMAIN, "");

        assertThat(response.hasResponseError()).isFalse();
        WorkflowInstanceStatus moved = response.getWorkflowStatus();
        assertThat(moved.getWorkflowId()).isEqualTo(started.getWorkflowId());
        assertThat(moved.getDomainMappingList())
                .extracting(WorkflowFunctionMapping::getName)
                .containsExactlyInAnyOrder("stage_1", "stage_2", "ingress", "readings");
        assertThat(logicalIds(moved)).doesNotContainAnyElementsOf(logicalIds(started));
        assertThat(logicalIds(client.inspect(id).getStatus())).isEqualTo(logicalIds(moved));
        client.stop(id);
    }

    private static void assertRefused(
            SpawnWorkflowResponse response, String summary, String detail) {
        assertThat(response.hasWorkflowStatus()).isFalse();
        assertThat(response.getResponseError().getSummary()).isEqualTo(summary);
        assertThat(response.getResponseError().getDetail()).isEqualTo(detail);
    }

    // ---- shorthands -------------------------------------------------------------------------

    private static String start(SpawnWorkflowRequest request) {
        SpawnWorkflowResponse response = client.start(request);
        assertThat(response.getResponseError().getSummary()).isEmpty();
        return response.getWorkflowStatus().getWorkflowId().getWorkflowId();
    }

    private static Set<String> logicalIds(WorkflowInstanceStatus status) {
        return new HashSet<>(
                status.getDomainMappingList().stream()
                        .map(WorkflowFunctionMapping::getFunctionId)
                        .toList());
    }
}
