package io.edgeless.cli.workflow;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `workflow inspect`: a workflow as it was accepted, and where and how it runs.
@Command(
        name = "inspect",
        description = "Print a workflow and where and how it runs.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless workflow inspect 7f0e64ac-1f3d-4d35-9a5e-0c1c7ba3a0f1",
            "  edgeless workflow inspect all --json"
        })
final class WorkflowInspect implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "ID|all", description = "Which workflow.")
    private String target = "";

    WorkflowInspect(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, target.equals("all") ? WorkflowInspect::all : this::one);
    }

    private int one(Session session) {
        WorkflowInfo info =
                inspect(session.controller().workflows(), Session.workflow(target))
                        .orElseThrow(() -> Session.unknown(target));
        if (session.console().isJson()) {
            session.console().json(InspectionJson.of(info));
        } else {
            InspectionText.of(info).forEach(session.console()::line);
        }
        return 0;
    }

    private static int all(Session session) {
        Workflows workflows = session.controller().workflows();
        List<WorkflowInfo> infos =
                workflows.list().stream()
                        .sorted()
                        .flatMap(id -> inspect(workflows, id).stream())
                        .toList();
        if (session.console().isJson()) {
            ObjectNode result = Console.object();
            ArrayNode list = result.putArray("workflows");
            infos.forEach(info -> list.add(InspectionJson.of(info)));
            session.console().json(result);
            return 0;
        }
        for (WorkflowInfo info : infos) {
            session.console().line("** workflow " + info.status().id());
            InspectionText.of(info).forEach(session.console()::line);
        }
        return 0;
    }

    /// Empty when the controller does not know the workflow. The status of the answer does not say
    /// so (INTERNAL, as in v1.2), so the list is asked too.
    private static Optional<WorkflowInfo> inspect(Workflows workflows, WorkflowId workflow) {
        try {
            return Optional.of(workflows.inspect(workflow));
        } catch (RpcException e) {
            boolean maybeUnknown =
                    e.code() == RpcException.Code.INTERNAL
                            || e.code() == RpcException.Code.NOT_FOUND;
            if (maybeUnknown && !workflows.list().contains(workflow)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
