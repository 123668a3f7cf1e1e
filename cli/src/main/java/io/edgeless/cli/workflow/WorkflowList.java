package io.edgeless.cli.workflow;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.Console;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.concurrent.Callable;

/// `workflow list`: the ids of all workflows, in order.
@Command(
        name = "list",
        description = "Print the ids of all workflows.",
        footerHeading = "%nFor example:%n",
        footer = "  edgeless workflow list")
final class WorkflowList implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    WorkflowList(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, WorkflowList::run);
    }

    private static int run(Session session) {
        List<WorkflowId> workflows =
                session.controller().workflows().list().stream().sorted().toList();
        if (session.console().isJson()) {
            ObjectNode result = Console.object();
            ArrayNode ids = result.putArray("workflows");
            workflows.forEach(id -> ids.add(id.toString()));
            session.console().json(result);
        } else {
            workflows.forEach(id -> session.console().line(id.toString()));
        }
        return 0;
    }
}
