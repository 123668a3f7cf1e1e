package io.edgeless.systemtest.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Three processes, in whatever order they come up.
class StartOrderTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "controller, orchestrator, node",
        "controller, node, orchestrator",
        "orchestrator, controller, node",
        "orchestrator, node, controller",
        "node, controller, orchestrator",
        "node, orchestrator, controller"
    })
    void anyOrder_runsAWorkflow(String first, String second, String third) throws IOException {
        try (var cluster = new ProcessCluster(folder)) {
            cluster.start(first);
            cluster.start(second);
            cluster.start(third);
            cluster.awaitNodes();

            Pipeline pipeline = Pipeline.start(cluster);

            assertThat(pipeline.post()).isEqualTo(200);
            await().atMost(ProgramProcess.PATIENCE)
                    .until(() -> pipeline.samples().equals(List.of(1)));
            cluster.assertNoComplaint();
        }
    }
}
