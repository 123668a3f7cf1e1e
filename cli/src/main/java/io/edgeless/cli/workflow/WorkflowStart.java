package io.edgeless.cli.workflow;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.CommandFailure;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Interruption;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `workflow start`: sends a workflow to the controller and prints the id it got.
@Command(
        name = "start",
        description = "Start the workflow of a file and print its id.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless workflow start examples/http_processor/workflow.json",
            "  edgeless workflow start --timeout 120 --strict workflow.json"
        })
final class WorkflowStart implements Callable<Integer> {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /// A controller that is restarted comes back within some seconds.
    private static final Duration RETRY = Duration.ofMillis(500);

    private static final Duration PROGRESS_WAIT = Duration.ofSeconds(2);

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "FILE", description = "The workflow file (JSON).")
    private Path file = Path.of("");

    @Option(names = "--strict", description = "Do not start a workflow with warnings.")
    private boolean isStrict;

    WorkflowStart(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, DEFAULT_TIMEOUT, this::run);
    }

    private int run(Session session) {
        WorkflowSpec spec = load(session.console());
        // Repeats carry the same id, so that a lost answer does not start a second workflow. It
        // becomes the id of the workflow, which can be asked for and stopped before the answer.
        var id = new WorkflowId(world.chance().uuid());
        return switch (start(session, spec, id)) {
            case WorkflowResult.Accepted(WorkflowStatus status) -> {
                print(session.console(), status);
                yield 0;
            }
            case WorkflowResult.Refused(Refusal refusal) -> {
                print(session.console(), refusal);
                yield 1;
            }
        };
    }

    private WorkflowSpec load(Console console) {
        return switch (new WorkflowLoader(world.disk()).load(file, isStrict)) {
            case LoadedWorkflow.Loaded(WorkflowSpec spec, List<Finding> warnings)
                    when !isStrict || warnings.isEmpty() -> {
                warnings.forEach(warning -> console.note(warning.line()));
                yield spec;
            }
            case LoadedWorkflow.Loaded(var _, List<Finding> warnings) ->
                    throw new CommandFailure(Finding.lines(warnings));
            case LoadedWorkflow.Broken(List<Finding> problems) ->
                    throw new CommandFailure(Finding.lines(problems));
        };
    }

    private WorkflowResult start(Session session, WorkflowSpec spec, WorkflowId id) {
        var request = new WorkflowRequest(spec, Optional.of(id.toString()));
        var undo = new StartUndo(session, id);
        try (var _ = new Interruption(undo)) {
            try {
                return start(session, request, undo);
            } finally {
                undo.answered();
            }
        }
    }

    private WorkflowResult start(Session session, WorkflowRequest request, StartUndo undo) {
        WorkflowId id = WorkflowId.parse(request.requestId().orElseThrow()).orElseThrow();
        var progress =
                new StartProgress(
                        session.controller().workflows(PROGRESS_WAIT), id, request.spec());
        long end = world.clock().nanos() + session.controller().timeout().toNanos();
        boolean isFirst = true;
        while (true) {
            Duration remaining = Duration.ofNanos(end - world.clock().nanos());
            try (var _ = session.waiting(progress)) {
                return session.controller().workflows(remaining).start(request);
            } catch (RpcException e) {
                boolean isLate = world.clock().nanos() + RETRY.toNanos() >= end;
                if (e.code() != RpcException.Code.UNAVAILABLE || isLate || undo.isAsked()) {
                    throw failure(session, e);
                }
                if (isFirst) {
                    session.console()
                            .note(
                                    "%s; trying again for %d s"
                                            .formatted(e.getMessage(), remaining.toSeconds()));
                    isFirst = false;
                }
            }
            session.pause(RETRY);
        }
    }

    private static CommandFailure failure(Session session, RpcException failure) {
        return new CommandFailure(
                "Communication error while starting a workflow: "
                        + session.controller().explain(failure));
    }

    private static void print(Console console, WorkflowStatus status) {
        if (console.isJson()) {
            console.json(Console.object().put("workflow", status.id().toString()));
        } else {
            console.line(status.id().toString());
        }
    }

    private static void print(Console console, Refusal refusal) {
        if (console.isJson()) {
            console.error(refusal.text());
        } else {
            console.note(refusal.text());
        }
    }
}
