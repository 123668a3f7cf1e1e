package io.edgeless.dist;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.LogLine;
import io.edgeless.api.model.LogPage;
import io.edgeless.api.model.LogQuery;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.api.spec.Problem;
import io.edgeless.cli.workflow.LoadedWorkflow;
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

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// `edgeless run WORKFLOW`: a cluster in a box with one workflow; says what to try and shows the
/// functions' logs until Ctrl-C.
@Command(
        name = "run",
        description = "Starts a whole cluster in one process and runs a workflow in it.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration LOG_DEADLINE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final int LINES_PER_POLL = 1000;

    /// Workflow annotation with the body of a request to try.
    private static final String EXAMPLE_BODY = "example-body";

    @Mixin private final BoxOptions options = new BoxOptions();

    @Mixin private final LogOptions logs = new LogOptions();

    @Parameters(paramLabel = "WORKFLOW", description = "the workflow file (JSON)")
    private Path file = Path.of("workflow.json");

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Ends the waits between two polls; nobody opens it, the process ends first.
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
        logs.configure();
        World world = World.real();
        WorkflowSpec workflow = load(world);
        Lifetime lifetime = new Lifetime();
        lifetime.onStop(Box.start(options.nodes(), options.data(), lifetime::failed));
        GrpcChannels channels = new GrpcChannels(world.clock(), Security.none());
        Workflows workflows = new WorkflowClient(channels.to(Box.CONTROLLER_URL), START_DEADLINE);
        if (!awaitNodes(workflows)) {
            throw new StartupException("the cluster did not become ready in time");
        }
        return switch (workflows.start(new WorkflowRequest(workflow, Optional.empty()))) {
            case WorkflowResult.Refused(Refusal refusal) -> {
                spec.commandLine().getErr().println("edgeless: " + refusal.text());
                yield ExitCode.SOFTWARE;
            }
            case WorkflowResult.Accepted(WorkflowStatus status) -> {
                explain(workflow, workflows, status);
                follow(new LogClient(channels.to(Box.CONTROLLER_URL), LOG_DEADLINE), status);
                yield ExitCode.OK;
            }
        };
    }

    private WorkflowSpec load(World world) {
        return switch (new WorkflowLoader(world.disk()).load(file, false)) {
            case LoadedWorkflow.Loaded(WorkflowSpec loaded, List<Problem> _) -> loaded;
            case LoadedWorkflow.Broken(List<Problem> problems) ->
                    throw new StartupException(
                            problems.stream()
                                    .map(problem -> file + ":" + problem)
                                    .collect(Collectors.joining("\n  ")));
        };
    }

    private boolean awaitNodes(Workflows workflows) throws InterruptedException {
        long polls = START_DEADLINE.dividedBy(POLL);
        for (long poll = 0; poll < polls; poll++) {
            if (nodes(workflows) >= options.nodes()) {
                return true;
            }
            never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private static int nodes(Workflows workflows) {
        try {
            return workflows.domains(Optional.empty()).values().stream()
                    .mapToInt(DomainCapabilities::numNodes)
                    .sum();
        } catch (RpcException e) {
            return 0;
        }
    }

    private void explain(WorkflowSpec workflow, Workflows workflows, WorkflowStatus status)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("workflow " + status.id() + " runs");
        String url = ingressUrl(workflows, status);
        workflow.resources().stream()
                .filter(resource -> resource.classType().equals("http-ingress"))
                .forEach(ingress -> {
                    out.println("ingress  " + url);
                    out.println("try      " + curl(workflow, ingress.configurations(), url));
                });
        out.println("Ctrl-C stops everything");
        out.flush();
    }

    /// The reports of a domain come with its next registration.
    private String ingressUrl(Workflows workflows, WorkflowStatus status)
            throws InterruptedException {
        long polls = LOG_DEADLINE.dividedBy(POLL);
        for (long poll = 0; poll < polls; poll++) {
            Optional<String> url =
                    workflows.inspect(status.id()).status().components().stream()
                            .flatMap(component -> component.report().stream())
                            .map(ComponentReport::url)
                            .filter(text -> !text.isEmpty())
                            .findFirst();
            if (url.isPresent()) {
                return url.get();
            }
            never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return "http://127.0.0.1:7008/";
    }

    private static String curl(
            WorkflowSpec workflow, Map<String, String> configuration, String url) {
        StringBuilder line = new StringBuilder("curl");
        String methods =
                configuration.getOrDefault("methods", configuration.getOrDefault("method", ""));
        if (!methods.isEmpty()) {
            line.append(" -X ").append(methods.split(",", 2)[0]);
        }
        Optional.ofNullable(configuration.get("host"))
                .ifPresent(host -> line.append(" -H 'Host: ").append(host).append("'"));
        Optional.ofNullable(workflow.annotations().get(EXAMPLE_BODY))
                .ifPresent(body -> line.append(" --data '").append(body).append("'"));
        return line.append(' ').append(url).toString();
    }

    /// Shows new lines until the process ends.
    private void follow(LogClient logs, WorkflowStatus status) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Map<LogicalId, String> names =
                status.components().stream()
                        .collect(Collectors.toMap(ComponentStatus::logical, ComponentStatus::name));
        Map<LogicalId, Long> seen = new HashMap<>();
        while (!never.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            LogQuery query =
                    new LogQuery(
                            status.id().toString(),
                            Optional.empty(),
                            List.of(),
                            seen,
                            LINES_PER_POLL);
            try {
                LogPage page = logs.read(query);
                for (LogLine line : page.lines()) {
                    seen.merge(line.logical(), line.position(), Math::max);
                    String name = names.getOrDefault(line.logical(), line.component());
                    out.println(
                            name
                                    + " "
                                    + line.level()
                                    + " "
                                    + line.target()
                                    + ": "
                                    + line.message());
                }
                out.flush();
            } catch (RpcException e) {
                spec.commandLine().getErr().println("edgeless: " + e.getMessage());
            }
        }
    }
}
