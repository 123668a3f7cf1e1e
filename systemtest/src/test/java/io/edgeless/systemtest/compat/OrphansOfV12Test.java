package io.edgeless.systemtest.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.systemtest.compat.v12.SpawnWorkflowResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A client of v1.2 and a workflow that no domain can run any more.
class OrphansOfV12Test {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DOMAIN = "domain-test";

    @TempDir Path folder;

    @Test
    void workflowWithoutPlace_isListedAndRefusesMigrations() {
        try (TestCluster cluster = TestCluster.started(folder, 2);
                V12Channel channel = new V12Channel(cluster.controllerUrl())) {
            V12Client client = new V12Client(channel.channel());
            String id = startOn(client, cluster.nodeId(2).toString());
            cluster.stop("node-2");
            await().atMost(PATIENCE).until(() -> nodes(client) == 1);

            assertRefused(client.migrate(id, DOMAIN, ""), "Error when migrating the workflow", id);

            assertRefused(
                    client.migrate(id, DOMAIN, "only"),
                    "Cannot migrate a single component of an orphan workflow",
                    id);
            assertRefused(
                    client.migrate(id, "nowhere", ""), "Migration request cannot be satified", id);
            assertThat(client.list()).containsExactly(id);
            assertThat(client.inspect(id).getRequest().getWorkflowFunctionsCount()).isOne();
            assertThat(client.inspect(id).getStatus().getDomainMappingList()).isEmpty();

            cluster.startNode(2);
            await().atMost(PATIENCE)
                    .until(() -> client.inspect(id).getStatus().getDomainMappingCount() == 1);
            client.stop(id);
            assertThat(client.list()).isEmpty();
        }
    }

    private static String startOn(V12Client client, String node) {
        SpawnWorkflowResponse response =
                client.start(V12Workflows.noop(Map.of("node_id_match_any", node)));
        assertThat(response.getResponseError().getSummary()).isEmpty();
        return response.getWorkflowStatus().getWorkflowId().getWorkflowId();
    }

    private static int nodes(V12Client client) {
        return client.domains(DOMAIN).getFirst().getDomainCapabilities().getNumNodes();
    }

    private static void assertRefused(
            SpawnWorkflowResponse response, String summary, String detail) {
        assertThat(response.hasWorkflowStatus()).isFalse();
        assertThat(response.getResponseError().getSummary()).isEqualTo(summary);
        assertThat(response.getResponseError().getDetail()).isEqualTo(detail);
    }
}
