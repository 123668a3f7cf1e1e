package io.edgeless.systemtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.cli.workflow.LoadedWorkflow;
import io.edgeless.cli.workflow.WorkflowLoader;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The example of the README on one node, over real sockets.
class HttpProcessorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    private final World world = World.real();
    private final GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
    private TestCluster cluster;

    @BeforeEach
    void startCluster() {
        cluster = TestCluster.started(folder, 1);
    }

    @AfterEach
    void stopCluster() {
        channels.close();
        cluster.close();
        world.timers().close();
    }

    @Test
    void reading_isAnsweredAveragedAndLogged() throws IOException {
        startWorkflow();

        assertThat(post("{\"sensor\":\"t1\",\"value\":20}")).startsWith("HTTP/1.1 200");
        assertThat(post("{\"sensor\":\"t1\",\"value\":22}")).startsWith("HTTP/1.1 200");
        assertThat(post("{\"sensor\":\"t1\"}"))
                .startsWith("HTTP/1.1 400")
                .contains("\"reason\":\"'value' is missing\"");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log()).contains("samples=2"));
        assertThat(log()).contains("sensor=t1", "average=21.0");
    }

    @Test
    void stop_reallyStops() throws IOException {
        Workflows workflows = cluster.workflows(channels);
        WorkflowId id = startWorkflow();
        assertThat(workflows.list()).containsExactly(id);

        workflows.stop(id);

        assertThat(workflows.list()).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(post("{}")).startsWith("HTTP/1.1 404"));
    }

    private WorkflowId startWorkflow() throws IOException {
        Workflows workflows = cluster.workflows(channels);
        WorkflowResult result = workflows.start(new WorkflowRequest(example(), Optional.empty()));
        assertThat(result).isInstanceOf(WorkflowResult.Accepted.class);
        return ((WorkflowResult.Accepted) result).status().id();
    }

    private WorkflowSpec example() {
        Path file =
                Path.of(System.getProperty("edgeless.home", ".."))
                        .resolve("examples/http_processor/workflow.json");
        LoadedWorkflow loaded = new WorkflowLoader(world.disk()).load(file, true);
        assertThat(loaded).isInstanceOf(LoadedWorkflow.Loaded.class);
        return ((LoadedWorkflow.Loaded) loaded).spec();
    }

    private String log() throws IOException {
        Path file = folder.resolve("readings.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /// The whole answer. Over a plain socket, because the JDK's client does not let one set Host.
    private String post(String body) throws IOException {
        URI ingress = URI.create(cluster.ingressUrl(1));
        try (Socket socket = new Socket(ingress.getHost(), ingress.getPort())) {
            String request =
                    "POST / HTTP/1.1\r\nHost: edgeless-project.eu\r\nConnection: close\r\n"
                            + "Content-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
