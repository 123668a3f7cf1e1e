package io.edgeless.systemtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.systemtest.cluster.ClusterClient;
import io.edgeless.systemtest.cluster.Flow;
import io.edgeless.systemtest.cluster.TestCluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Two nodes on one host whose resource providers have the same names, as templates give them.
class SharedProviderNamesTest {

    @TempDir Path folder;

    @Test
    void providersOfBothNodes_canBeUsed() {
        try (TestCluster cluster = new TestCluster(folder)) {
            cluster.shareProviderNames();
            cluster.startController();
            cluster.startOrchestrator();
            cluster.startNode(1);
            cluster.startNode(2);
            cluster.awaitNodes(2);
            try (ClusterClient client = cluster.client()) {
                for (int node = 1; node <= 2; node++) {
                    String host = "node-%d.test".formatted(node);
                    String log = "log-%d.log".formatted(node);
                    client.start(
                            new Flow()
                                    .castIngress("in", host, "log")
                                    .on(node, "in")
                                    .fileLog("log", log)
                                    .on(node, "log"));
                    client.cast(node, host, "hello");
                    await().atMost(ClusterClient.PATIENCE)
                            .untilAsserted(
                                    () -> assertThat(client.lines(log)).containsExactly("hello"));
                }
                assertThat(client.post(1, "node-2.test", "x").status()).isEqualTo(404);
                assertThat(client.post(2, "node-1.test", "x").status()).isEqualTo(404);
            }
        }
    }
}
