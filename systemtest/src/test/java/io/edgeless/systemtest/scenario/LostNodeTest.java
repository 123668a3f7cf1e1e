package io.edgeless.systemtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.TestCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/// A node that is gone without a word, and what becomes of its functions.
class LostNodeTest {

    private static final String HOST = "lost.test";
    private static final String READING = "{\"sensor\":\"t1\",\"value\":21.5}";

    @TempDir Path folder;

    private TestCluster cluster;
    private ClusterClient client;

    @BeforeEach
    void startCluster() {
        cluster = TestCluster.started(folder, 3);
        client = cluster.client();
    }

    @AfterEach
    void stopCluster() {
        client.close();
        cluster.close();
    }

    /// ingress (node 1) → relay (node 1) → the example (node 2 or 3) → file log (node 1)
    private WorkflowId startReadings() {
        String twoOrThree = cluster.nodeId(2) + "," + cluster.nodeId(3);
        return client.start(
                new Flow()
                        .ingress("in", HOST, "relay")
                        .on(1, "in")
                        .guest("relay", "relay")
                        .on(1, "relay")
                        .map("relay", "out", "stage_1")
                        .example("stage_1", "http_processor")
                        .with("stage_1", "node_id_match_any", twoOrThree)
                        .map("stage_1", "success_cb", "stage_2")
                        .example("stage_2", "http_processor_stage_2")
                        .on(1, "stage_2")
                        .map("stage_2", "log", "log")
                        .fileLog("log", "lost.log")
                        .on(1, "log"));
    }

    @Test
    void functionsOfALostNode_areRunElsewhereAndReachedAgain() {
        WorkflowId workflow = startReadings();
        int lost = runningOn(workflow, "stage_1");
        int other = lost == 2 ? 3 : 2;
        assertThat(client.post(1, HOST, READING).status()).isEqualTo(200);

        cluster.stop("node-" + lost);

        awaitAnswer();
        assertThat(runningOn(workflow, "stage_1")).isEqualTo(other);
        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.lines("lost.log"))
                                .anySatisfy(line -> assertThat(line).contains("samples=2")));

        cluster.startNode(lost);
        cluster.awaitNodes(3);

        // The instance that the returned node may have started from its disk is not the one.
        assertThat(client.post(1, HOST, READING).status()).isEqualTo(200);
        assertThat(runningOn(workflow, "stage_1")).isEqualTo(other);
        WorkflowId next = client.start(new Flow().example("there", "noop").on(lost, "there"));
        assertThat(runningOn(next, "there")).isEqualTo(lost);
    }

    @Test
    void functionThatFitsNoOtherNode_waitsForItsNode() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .ingress("in", HOST, "stage_1")
                                .on(1, "in")
                                .example("stage_1", "http_processor")
                                .on(2, "stage_1"));
        assertThat(client.post(1, HOST, READING).status()).isEqualTo(200);

        cluster.stop("node-2");
        cluster.awaitNodes(2);

        assertThat(client.post(1, HOST, READING).status()).isBetween(404, 504);
        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.report(workflow, "stage_1").map(ComponentReport::detail))
                                .hasValueSatisfying(detail -> assertThat(detail).isNotEmpty()));
        assertThat(client.workflows().list()).containsExactly(workflow);

        cluster.startNode(2);

        awaitAnswer();
    }

    @Test
    void nodeThatRestartsQuickly_goesOnWithWhatItRan() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .ingress("in", HOST, "stage_1")
                                .on(1, "in")
                                .example("stage_1", "http_processor")
                                .on(2, "stage_1"));

        cluster.stop("node-2");
        cluster.startNode(2);

        awaitAnswer();
        assertThat(runningOn(workflow, "stage_1")).isEqualTo(2);
        assertThat(client.workflows().list()).containsExactly(workflow);
    }

    private void awaitAnswer() {
        await().atMost(ClusterClient.PATIENCE)
                .until(() -> client.post(1, HOST, READING).status() == 200);
    }

    private int runningOn(WorkflowId workflow, String component) {
        await().atMost(ClusterClient.PATIENCE)
                .until(() -> client.place(workflow, component).isPresent());
        var place = client.place(workflow, component);
        return place.equals(Optional.of(cluster.nodeId(2))) ? 2 : 3;
    }
}
