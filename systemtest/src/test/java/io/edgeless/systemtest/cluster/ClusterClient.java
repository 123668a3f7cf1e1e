package io.edgeless.systemtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.Logs;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.process.grpc.GrpcChannels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A user of a cluster: starts workflows, talks to them and looks at what they do.
public final class ClusterClient implements AutoCloseable {

    /// Generous: the machine may be busy with other things.
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LINES_MAX = 10_000;

    private final TestCluster cluster;
    private final GrpcChannels channels;
    private final Workflows workflows;
    private final Logs logs;

    /// @param channels become its own
    ClusterClient(TestCluster cluster, GrpcChannels channels) {
        this.cluster = cluster;
        this.channels = channels;
        this.workflows = cluster.workflows(channels);
        this.logs = new LogClient(channels.to(cluster.controllerUrl()), PATIENCE);
    }

    public Workflows workflows() {
        return workflows;
    }

    /// Starts a workflow that must be accepted.
    public WorkflowId start(Flow flow) {
        return start(flow.spec());
    }

    /// Starts a workflow that must be accepted.
    public WorkflowId start(WorkflowSpec spec) {
        return switch (workflows.start(new WorkflowRequest(spec, Optional.empty()))) {
            case WorkflowResult.Accepted(var status) -> status.id();
            case WorkflowResult.Refused(Refusal refusal) ->
                    throw new AssertionError("refused: " + refusal.text());
        };
    }

    /// Starts a workflow that must be refused.
    public Refusal refusal(Flow flow) {
        return switch (workflows.start(new WorkflowRequest(flow.spec(), Optional.empty()))) {
            case WorkflowResult.Accepted(var status) ->
                    throw new AssertionError("accepted as " + status.id());
            case WorkflowResult.Refused(Refusal refusal) -> refusal;
        };
    }

    public void stop(WorkflowId workflow) {
        workflows.stop(workflow);
    }

    /// What the domain says of one component; empty before its first report.
    public Optional<ComponentReport> report(WorkflowId workflow, String component) {
        return workflows.inspect(workflow).status().components().stream()
                .filter(status -> status.name().equals(component))
                .findFirst()
                .flatMap(ComponentStatus::report);
    }

    /// The node one component runs on, as far as its domain has said.
    public Optional<NodeId> place(WorkflowId workflow, String component) {
        return report(workflow, component).flatMap(ComponentReport::node);
    }

    /// The messages one component logged, as far as its node still has them.
    public List<String> log(WorkflowId workflow, String component) {
        var query =
                new LogQuery(
                        workflow.toString(),
                        Optional.of(component),
                        List.of(),
                        Map.of(),
                        LINES_MAX);
        return logs.read(query).lines().stream().map(LogLine::message).toList();
    }

    /// Waits until one component has logged a message with this in it.
    public void awaitLog(WorkflowId workflow, String component, String part) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(log(workflow, component))
                                .as("log of %s", component)
                                .anySatisfy(line -> assertThat(line).contains(part)));
    }

    /// Posts to the ingress of a node.
    public HttpAnswer post(int node, String host, String body) {
        return HttpAnswer.post(cluster.ingressUrl(node), host, body);
    }

    /// Casts by an asynchronous ingress of a node.
    public void cast(int node, String host, String body) {
        assertThat(post(node, host, body)).isEqualTo(new HttpAnswer(200, "OK"));
    }

    /// The lines of a file log; none while there is no file.
    public List<String> lines(String file) {
        Path path = cluster.folder().resolve(file);
        try {
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        channels.close();
    }
}
