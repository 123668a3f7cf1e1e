package io.edgeless.systemtest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
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

/// The owner of a guest reads in its log what was refused, and which limit it was.
class OwnerIsToldTest {

    private static final String HOST = "owner.test";

    @TempDir static Path folder;

    private static TestCluster cluster;
    private static ClusterClient client;

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.started(folder, 1);
        client = cluster.client();
    }

    @AfterAll
    static void stopCluster() {
        client.close();
        cluster.close();
    }

    @Test
    void endlessLoop_isReportedWithItsBudget() {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .castIngress("in", HOST, "guest")
                                .guest("guest", "loop")
                                .with("guest", "init-payload", "cast"));

        client.cast(1, HOST, "x");

        await().atMost(ClusterClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.report(workflow, "guest"))
                                .hasValueSatisfying(report ->
                                        assertThat(report.detail())
                                                .contains("handle_cast", "1 s", "CPU")));
        client.stop(workflow);
    }

    @ParameterizedTest
    @CsvSource({"self=20000", "delayed=20000", "payload=4194305", "casts=20000"})
    void whatIsRefused_isInTheLog(String flood) {
        WorkflowId workflow =
                client.start(
                        new Flow()
                                .castIngress("in", HOST, "guest")
                                .guest("guest", "flood")
                                .map("guest", "out", "sink")
                                .guest("sink", "state_echo"));

        client.cast(1, HOST, flood);

        client.awaitLog(workflow, "guest", "limit");
        client.stop(workflow);
    }
}
