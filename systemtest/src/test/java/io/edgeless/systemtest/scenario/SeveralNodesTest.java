package io.edgeless.systemtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Refusal;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.TestCluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/// Workflows over three nodes whose providers have names of their own.
class SeveralNodesTest {

    private static final String READING = "{\"sensor\":\"t1\",\"value\":21.5}";

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static ClusterClient client;

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.started(folder, 3);
        client = cluster.client();
    }

    @AfterAll
    static void stopCluster() {
        client.close();
        cluster.close();
    }

    // ---- placement --------------------------------------------------------------------------

    @Test
    void constraints_decideWhereComponentsRun() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .example("by-label", "noop")
                                .on(2, "by-label")
                                .example("by-id", "noop")
                                .with("by-id", "node_id_match_any", cluster.nodeId(3) + "")
                                .example("by-provider", "noop")
                                .with(
                                        "by-provider",
                                        "resource_match_all",
                                        "file-log-1,http-egress-1")
                                .fileLog("log", "placed.log")
                                .on(3, "log"));

        assertRunsOn(2, workflow, "by-label");
        assertRunsOn(3, workflow, "by-id");
        assertRunsOn(1, workflow, "by-provider");
        assertRunsOn(3, workflow, "log");
        client.stop(workflow);
    }

    @Test
    void withoutConstraints_componentsAreSpreadOverAllNodes() {
        WorkflowId workflow =
                client.start(
                        new Flow().example("a", "noop").example("b", "noop").example("c", "noop"));

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        List.of("a", "b", "c").stream()
                                                .map(name -> place(workflow, name)))
                                .containsExactlyInAnyOrder(
                                        cluster.nodeId(1), cluster.nodeId(2), cluster.nodeId(3)));
        client.stop(workflow);
    }

    @ParameterizedTest
    @CsvSource({
        "label_match_all, nowhere, Workflow creation failed, label nowhere",
        "resource_match_all, printer, Workflow creation failed, resource provider printer",
        "tee, required, Workflow creation failed, TEE",
        "tpm, required, Workflow creation failed, TPM",
        "'label_match_all', 'node-1,node-2', Request rejected, no valid node found",
        "node_id_match_any, nobody, Invalid workflow creation request, nobody"
    })
    void infeasibleConstraint_isRefusedWithAReason(
            String key, String value, String summary, String reason) {
        List<WorkflowId> before = client.workflows().list();

        Refusal refusal =
                client.refusal(
                        new Flow()
                                .example("fine", "noop")
                                .example("f", "noop")
                                .with("f", key, value));

        assertThat(refusal.summary()).isEqualTo(summary);
        assertThat(refusal.detail()).hasValueSatisfying(text -> assertThat(text).contains(reason));
        assertThat(client.workflows().list()).isEqualTo(before);
    }

    @Test
    void unknownNode_isRefusedWithAReason() {
        Refusal refusal =
                client.refusal(
                        new Flow()
                                .example("f", "noop")
                                .with("f", "node_id_match_any", UUID.randomUUID() + ""));

        assertThat(refusal.text()).contains("no valid node found");
    }

    // ---- events -----------------------------------------------------------------------------

    @Test
    void casts_betweenNodes_arriveOnceAndInOrder() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .castIngress("in", "once.test", "first")
                                .on(1, "in")
                                .guest("first", "relay")
                                .on(2, "first")
                                .map("first", "out", "second")
                                .guest("second", "relay")
                                .on(3, "second")
                                .map("second", "out", "log")
                                .fileLog("log", "once.log")
                                .on(1, "log"));
        List<String> sent = IntStream.range(0, 100).mapToObj(String::valueOf).toList();

        sent.forEach(number -> client.cast(1, "once.test", number));

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() -> assertThat(client.lines("once.log")).hasSameSizeAs(sent));
        assertThat(client.lines("once.log")).containsExactlyElementsOf(sent);
        client.stop(workflow);
    }

    /// Its channel leads nowhere then: the patch comes after all starts.
    @Test
    void castsDuringInit_arriveOnceItsChannelLeadsSomewhereAndACallFails() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .castIngress("in", "early.test", "early")
                                .on(1, "in")
                                .guest("early", "init_cast")
                                .on(2, "early")
                                .map("early", "out", "log")
                                .fileLog("log", "early.log")
                                .on(3, "log"));

        client.cast(1, "early.test", "late");

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.lines("early.log"))
                                .containsExactly("early-1", "early-2", "late"));
        client.awaitLog(workflow, "early", "call: error");
        client.stop(workflow);
    }

    @Test
    void burst_overNodes_arrivesWhole() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .castIngress("in", "burst.test", "generator")
                                .on(1, "in")
                                .guest("generator", "flood")
                                .on(2, "generator")
                                .map("generator", "out", "log")
                                .fileLog("log", "burst.log")
                                .on(3, "log"));

        // No more than a link holds for one sender.
        client.cast(1, "burst.test", "casts=200");

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() -> assertThat(client.lines("burst.log")).hasSize(200));
        client.stop(workflow);
    }

    @Test
    void calls_betweenNodes_areAnswered() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .ingress("in", "calls.test", "first")
                                .on(1, "in")
                                .guest("first", "relay")
                                .on(2, "first")
                                .map("first", "out", "second")
                                .guest("second", "relay")
                                .on(3, "second")
                                .map("second", "out", "answers")
                                .example("answers", "http_processor")
                                .on(1, "answers"));

        for (int i = 0; i < 20; i++) {
            assertThat(client.post(1, "calls.test", READING).status()).isEqualTo(200);
        }
        assertThat(client.post(1, "calls.test", "{}").status()).isEqualTo(400);
        client.stop(workflow);
    }

    @Test
    void call_whoseCalleeTrapsOnAnotherNode_fails() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .ingress("in", "trap.test", "first")
                                .on(1, "in")
                                .guest("first", "relay")
                                .on(2, "first")
                                .map("first", "out", "traps")
                                .guest("traps", "trap")
                                .with("traps", "init-payload", "call")
                                .on(3, "traps"));

        assertThat(client.post(1, "trap.test", "?").status()).isEqualTo(502);
        client.stop(workflow);
    }

    // ---- shorthands -------------------------------------------------------------------------

    private static void assertRunsOn(int node, WorkflowId workflow, String component) {
        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.place(workflow, component))
                                .contains(cluster.nodeId(node)));
    }

    private static NodeId place(WorkflowId workflow, String component) {
        return client.place(workflow, component).orElseThrow();
    }
}
