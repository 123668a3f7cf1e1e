package io.edgeless.cli.node;

import io.edgeless.cli.session.ConfigOptions;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;
import java.util.concurrent.Callable;

/// `node`: everything about the nodes of a cluster. Does nothing by itself.
@Command(
        name = "node",
        description = "List and inspect the nodes of a cluster.",
        footerHeading = "%nFor example:%n",
        footer = "  edgeless node -c cli.toml list")
public final class NodeCommand implements Callable<Integer> {

    private final World world;

    @Mixin private ConfigOptions config = new ConfigOptions();

    private NodeCommand(World world) {
        this.world = world;
    }

    /// The command with its subcommands.
    public static CommandLine commandLine(World world) {
        var command = new CommandLine(new NodeCommand(world));
        subcommands(world).forEach(subcommand -> command.addSubcommand(subcommand));
        return command;
    }

    /// The subcommands alone, for a program whose command `node` does something else.
    public static List<CommandLine> subcommands(World world) {
        return List.of(
                new CommandLine(new NodeList(world)), new CommandLine(new NodeInspect(world)));
    }

    @Override
    public Integer call() {
        return config.runWithoutSubcommand(world.disk());
    }
}
