package io.edgeless.cli.workflow;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.Callable;

/// `workflow stop`: stops one workflow or all of them.
@Command(
        name = "stop",
        description = "Stop a workflow, or all of them.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless workflow stop 7f0e64ac-1f3d-4d35-9a5e-0c1c7ba3a0f1",
            "  edgeless workflow stop all"
        })
final class WorkflowStop implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "ID|all", description = "Which workflow.")
    private String target = "";

    WorkflowStop(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, target.equals("all") ? WorkflowStop::all : this::one);
    }

    /// The controller takes the stop of an unknown workflow for done; a user has mistyped it.
    private int one(Session session) {
        WorkflowId workflow = Session.workflow(target);
        Workflows workflows = session.controller().workflows();
        if (!workflows.list().contains(workflow)) {
            throw Session.unknown(target);
        }
        stop(session, workflow, "stopping the workflow");
        return 0;
    }

    /// One that fails does not keep the others from being stopped.
    private static int all(Session session) {
        List<WorkflowId> workflows = session.controller().workflows().list();
        int failed = 0;
        int number = 0;
        for (WorkflowId workflow : workflows.stream().sorted().toList()) {
            number++;
            try {
                stop(
                        session,
                        workflow,
                        "stopping workflow %d of %d".formatted(number, workflows.size()));
            } catch (RpcException e) {
                failed++;
                session.console()
                        .error(
                                "Workflow %s: %s"
                                        .formatted(workflow, session.controller().explain(e)));
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private static void stop(Session session, WorkflowId workflow, String progress) {
        try (var _ = session.waiting(() -> progress)) {
            session.controller().workflows().stop(workflow);
        }
        if (session.console().isJson()) {
            session.console().json(Console.object().put("stopped", workflow.toString()));
        } else {
            session.console().line("Workflow " + workflow + " stopped");
        }
    }
}
