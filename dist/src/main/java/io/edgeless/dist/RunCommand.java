package io.edgeless.dist;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.cli.logs.LogReading;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.workflow.Finding;
import io.edgeless.cli.workflow.LoadedWorkflow;
import io.edgeless.cli.workflow.StartProgress;
import io.edgeless.cli.workflow.WorkflowLoader;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `edgeless run WORKFLOW`: a cluster in a box with one workflow; says what to try and shows the
/// functions' logs until Ctrl-C.
@Command(
        name = "run",
        description = "Starts a whole cluster in one process and runs a workflow in it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless run examples/http_processor/workflow.json",
            "  edgeless run --nodes 3 examples/http_processor/workflow.json"
        })
final class RunCommand implements Callable<Integer> {

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);
    private static final Duration LOG_DEADLINE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(300);

    private final Lifetime lifetime;

    @Mixin private final BoxOptions options = new BoxOptions();

    @Mixin private final LogOptions logs = new LogOptions();

    @Parameters(paramLabel = "WORKFLOW", description = "The workflow file (JSON).")
    private Path file = Path.of("workflow.json");

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Ends the waits between two polls; nobody opens it, the process ends first.
    private final CountDownLatch never = new CountDownLatch(1);

    RunCommand(Lifetime lifetime) {
        this.lifetime = lifetime;
    }

    @Override
    public Integer call() throws InterruptedException {
        logs.configureBesideFunctions();
        lifetime.listen();
        World world = World.real();
        lifetime.start(world::timers);
        Console console = Console.of(spec, false);
        Progress progress = new Progress(spec.commandLine().getErr());
        WorkflowSpec workflow = load(world, console);
        progress.show("starting a cluster …");
        Box.start(lifetime, options, world);
        GrpcChannels channels =
                lifetime.start(() -> new GrpcChannels(world.clock(), Security.none()));
        String url = options.ports().controllerUrl();
        var asking = new WorkflowClient(channels.to(url), Readiness.RPC_DEADLINE);
        new Readiness(asking, world.clock()).await(options.nodes());
        Workflows workflows = new WorkflowClient(channels.to(url), START_DEADLINE);
        var id = new WorkflowId(world.chance().uuid());
        var stopping = new WorkflowClient(channels.to(url), STOP_DEADLINE);
        lifetime.start(() -> () -> stop(stopping, id, console));
        return switch (start(workflows, workflow, id, world)) {
            case WorkflowResult.Refused(Refusal refusal) -> {
                console.error(refusal.text());
                yield ExitCode.SOFTWARE;
            }
            case WorkflowResult.Accepted(WorkflowStatus status) -> {
                console.line("workflow " + status.id() + " runs");
                new Trial(workflow, () -> asking.inspect(status.id()).status())
                        .lines()
                        .forEach(console::line);
                console.line("what its functions log follows; Ctrl-C stops everything");
                var logs = new LogClient(channels.to(url), LOG_DEADLINE);
                follow(new LogReading(logs, status.id().toString(), Optional.empty()), console);
                yield ExitCode.OK;
            }
        };
    }

    private WorkflowResult start(
            Workflows workflows, WorkflowSpec workflow, WorkflowId id, World world) {
        var request = new WorkflowRequest(workflow, Optional.of(id.toString()));
        var started = new StartProgress(workflows, id, workflow);
        try (var _ = Console.of(spec, false).waiting(world.clock(), started)) {
            return workflows.start(request);
        } catch (RpcException e) {
            throw new StartupException(
                    "the workflow did not start within %d s; at last: %s (%s)"
                            .formatted(START_DEADLINE.toSeconds(), started.get(), e.getMessage()),
                    e);
        }
    }

    /// Before the cluster: its functions are told, and no node leaves with anything on it.
    private static void stop(Workflows workflows, WorkflowId id, Console console) {
        try {
            workflows.stop(id);
        } catch (RpcException e) {
            console.note("the workflow was not stopped in order: " + e.getMessage());
        }
    }

    private WorkflowSpec load(World world, Console console) {
        return switch (new WorkflowLoader(world.disk()).load(file, false)) {
            case LoadedWorkflow.Loaded(WorkflowSpec loaded, List<Finding> warnings) -> {
                warnings.forEach(warning -> console.note(warning.line()));
                yield loaded;
            }
            case LoadedWorkflow.Broken(List<Finding> problems) ->
                    throw new StartupException(Finding.lines(problems));
        };
    }

    /// Shows new lines until the process ends; says once when there is no way to them.
    private void follow(LogReading logs, Console console) throws InterruptedException {
        boolean isReachable = true;
        while (!console.isBroken()) {
            try {
                boolean isMore = logs.read(console);
                isReachable = true;
                if (isMore) {
                    continue;
                }
            } catch (RpcException e) {
                if (isReachable && !lifetime.isStopping()) {
                    console.note("the logs cannot be read for now: " + e.getMessage());
                }
                isReachable = false;
            }
            never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
