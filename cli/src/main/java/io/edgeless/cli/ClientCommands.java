package io.edgeless.cli;

import io.edgeless.cli.domain.DomainCommand;
import io.edgeless.cli.logs.LogsCommand;
import io.edgeless.cli.node.NodeCommand;
import io.edgeless.cli.workflow.WorkflowCommand;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.util.List;

/// The commands of a client, for a program to take among its own.
public final class ClientCommands {

    private ClientCommands() {}

    /// The commands `workflow`, `domain` and `logs`, each with its help. The caller closes the
    /// world after them.
    public static List<CommandLine> all(World world) {
        List<CommandLine> commands =
                List.of(
                        WorkflowCommand.commandLine(world),
                        DomainCommand.commandLine(world),
                        LogsCommand.commandLine(world));
        commands.forEach(ClientCommands::addHelp);
        return commands;
    }

    /// The same as a program of its own, with the name and the options of the v1.2 client.
    public static CommandLine program(World world) {
        var program = new CommandLine(new ClientProgram(world));
        addHelp(program);
        all(world).forEach(command -> program.addSubcommand(command));
        CommandLine node = NodeCommand.commandLine(world);
        addHelp(node);
        return program.addSubcommand(node);
    }

    /// What an operator asks about nodes, for a program whose command `node` does something else.
    public static List<CommandLine> ofNodes(World world) {
        List<CommandLine> commands = NodeCommand.subcommands(world);
        commands.forEach(ClientCommands::addHelp);
        return commands;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().addMixin("help", CommandSpec.forAnnotatedObject(new HelpOption()));
        command.getSubcommands().values().forEach(ClientCommands::addHelp);
    }
}
