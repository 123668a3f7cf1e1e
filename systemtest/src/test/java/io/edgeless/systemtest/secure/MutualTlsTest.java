package io.edgeless.systemtest.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.cli.workflow.LoadedWorkflow;
import io.edgeless.cli.workflow.WorkflowLoader;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.grpc.SecuritySettings;
import io.edgeless.process.grpc.TestAuthority;
import io.edgeless.systemtest.cluster.TestCluster;
import io.edgeless.world.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A whole cluster whose programs all show certificates to each other, on two nodes, so that events
/// cross between them too.
class MutualTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private final GuestLines lines = GuestLines.listening();
    private final World world = World.real();
    private TestCluster cluster;

    @BeforeEach
    void startCluster() throws IOException {
        Path tlsFile = new TestAuthority("authority").writeMutual(folder);
        cluster = new TestCluster(folder, Optional.of(tlsFile));
        cluster.start(2);
    }

    @AfterEach
    void stopCluster() {
        lines.close();
        cluster.close();
        world.timers().close();
    }

    @Test
    void workflow_runsAcrossNodes() throws IOException {
        try (GrpcChannels channels = cluster.channels()) {
            Workflows workflows = cluster.workflows(channels);
            WorkflowId id = start(workflows);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> {
                        post(1);
                        post(2);
                        assertThat(Files.readString(folder.resolve("readings.log")))
                                .contains("sensor=t1");
                    });
            assertThat(lines.contexts())
                    .as("every line of a function says whose it is")
                    .isNotEmpty()
                    .allSatisfy(context ->
                            assertThat(context)
                                    .containsEntry("workflow", id.toString())
                                    .containsEntry("function", "http_processor_stage_2")
                                    .containsKey("instance"));
            assertThat(workflows.inspect(id).status().components())
                    .as("the components are spread over both nodes")
                    .extracting(component -> component.report().flatMap(ComponentReport::node))
                    .contains(Optional.of(cluster.nodeId(1)), Optional.of(cluster.nodeId(2)));
        }
    }

    @Test
    void strangers_areRefused() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path strange = new TestAuthority("other").writeMutual(other);
        String trusting =
                Files.readString(strange)
                        .replace("\"ca.pem\"", "\"" + folder.resolve("ca.pem") + "\"");
        Files.writeString(strange, trusting);
        Security known = Security.load(SecuritySettings.standard().withTlsFile(strange), world);
        try (GrpcChannels plain = new GrpcChannels(world.clock(), Security.none());
                GrpcChannels stranger = new GrpcChannels(world.clock(), known)) {
            assertThatThrownBy(() -> cluster.workflows(stranger).list())
                    .isInstanceOf(RpcException.class)
                    .extracting("code")
                    .isEqualTo(RpcException.Code.UNAVAILABLE);
            assertThatThrownBy(() -> cluster.workflows(plain).list())
                    .isInstanceOf(RpcException.class);
        }
    }

    private WorkflowId start(Workflows workflows) {
        WorkflowResult result = workflows.start(new WorkflowRequest(example(), Optional.empty()));
        assertThat(result).isInstanceOf(WorkflowResult.Accepted.class);
        return ((WorkflowResult.Accepted) result).status().id();
    }

    /// The node that does not have the ingress of this host answers 404.
    private void post(int node) throws IOException {
        URI ingress = URI.create(cluster.ingressUrl(node));
        String body = "{\"sensor\":\"t1\",\"value\":20}";
        try (Socket socket = new Socket(ingress.getHost(), ingress.getPort());
                var writer = new OutputStreamWriter(socket.getOutputStream(), UTF_8)) {
            writer.write("POST / HTTP/1.0\r\nHost: edgeless-project.eu\r\n");
            writer.write("Content-Length: %d\r\n\r\n%s".formatted(body.length(), body));
            writer.flush();
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    private WorkflowSpec example() {
        Path file =
                Path.of(System.getProperty("edgeless.home", ".."))
                        .resolve("examples/http_processor/workflow.json");
        return ((LoadedWorkflow.Loaded) new WorkflowLoader(world.disk()).load(file, true)).spec();
    }
}
