package io.edgeless.cli.node;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.CommandFailure;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/// `node inspect`: all that is known of one node.
@Command(
        name = "inspect",
        description =
                "Print what a node is and runs, what waits there, and what it has dropped and why.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless node inspect fda6ce79-46df-4f96-a0d2-456f720f606c",
            "  edgeless node inspect --json fda6ce79-46df-4f96-a0d2-456f720f606c"
        })
final class NodeInspect implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "NODE", description = "The id of the node.")
    private String node = "";

    NodeInspect(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(world, this::run);
    }

    private int run(Session session) {
        NodeId id =
                NodeId.parse(node)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        "%s is no id of a node: see `node list`".formatted(node)));
        NodeInspection inspection = session.controller().inventory().inspect(id);
        if (session.console().isJson()) {
            session.console().json(NodeJson.of(inspection));
        } else {
            NodeText.of(inspection).forEach(session.console()::line);
        }
        return 0;
    }
}
