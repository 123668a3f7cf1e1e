package io.edgeless.dist;

import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.cli.workflow.Finding;
import io.edgeless.cli.workflow.LoadedWorkflow;
import io.edgeless.cli.workflow.WorkflowLoader;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.lifecycle.LogSetup;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// What a JVM sees once in order to start faster later: a cluster of one node, a workflow, requests
/// to it, and the commands that people use most.
@Command(
        name = TrainingCommand.NAME,
        description = "The trial run of optimize, in a JVM that writes down what it learns.",
        hidden = true)
final class TrainingCommand implements Callable<Integer> {

    static final String NAME = "train";

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /// Enough for the path of an event to be compiled.
    private static final int REQUESTS = 1_000;

    private static final int SOCKET_TIMEOUT_MILLIS = 10_000;

    @Override
    public Integer call() throws InterruptedException, IOException {
        LogSetup.configure();
        Lifetime lifetime = new Lifetime();
        World world = World.real();
        lifetime.start(world::timers);
        Ports ports = Ports.anywhere();
        Box.start(lifetime, ports, world);
        String url = ports.controllerUrl();
        GrpcChannels channels =
                lifetime.start(() -> new GrpcChannels(world.clock(), Security.none()));
        var workflows = new WorkflowClient(channels.to(url), DEADLINE);
        new Readiness(workflows, world.clock()).await(1);
        WorkflowSpec spec = load(world);
        WorkflowStatus started =
                started(workflows.start(new WorkflowRequest(spec, Optional.empty())));
        String ingress =
                new Trial(spec, () -> workflows.inspect(started.id()).status())
                        .url("http_ingress")
                        .orElseThrow(() -> new StartupException("the ingress reports no url"));
        for (int request = 0; request < REQUESTS; request++) {
            post(URI.create(ingress));
        }
        command(lifetime, "--help");
        command(lifetime, "workflow", "list", "--controller", url);
        command(lifetime, "workflow", "inspect", started.id().toString(), "--controller", url);
        command(lifetime, "node", "list", "--controller", url);
        workflows.stop(started.id());
        return lifetime.end(ExitCode.OK);
    }

    private static WorkflowSpec load(World world) {
        Path workflow =
                Installation.ofThisProcess()
                        .home()
                        .resolve("examples/http_processor/workflow.json");
        return switch (new WorkflowLoader(world.disk()).load(workflow, false)) {
            case LoadedWorkflow.Loaded(WorkflowSpec spec, List<Finding> _) -> spec;
            case LoadedWorkflow.Broken(List<Finding> problems) ->
                    throw new StartupException(Finding.lines(problems));
        };
    }

    private static WorkflowStatus started(WorkflowResult result) {
        return switch (result) {
            case WorkflowResult.Accepted(WorkflowStatus status) -> status;
            case WorkflowResult.Refused(var refusal) -> throw new StartupException(refusal.text());
        };
    }

    private static void command(Lifetime lifetime, String... arguments) {
        CommandLine commands = Edgeless.commandLine(lifetime);
        commands.setOut(new PrintWriter(Writer.nullWriter()));
        int code = commands.execute(arguments);
        if (code != ExitCode.OK) {
            throw new StartupException(String.join(" ", arguments) + " ended with " + code);
        }
    }

    private static void post(URI ingress) throws IOException {
        String body = "{\"sensor\":\"t1\",\"value\":21.5}";
        String request =
                """
                POST / HTTP/1.1\r
                Host: edgeless-project.eu\r
                Connection: close\r
                Content-Length: %d\r
                \r
                %s\
                """
                        .formatted(body.length(), body);
        try (Socket socket = new Socket(ingress.getHost(), ingress.getPort())) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new StartupException("the workflow answers: " + answer);
            }
        }
    }
}
