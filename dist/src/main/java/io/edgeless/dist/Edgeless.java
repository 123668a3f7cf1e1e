package io.edgeless.dist;

import io.edgeless.bench.BenchCommand;
import io.edgeless.cli.ClientCommands;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command `edgeless`: every program and every client command of the platform.
@Command(
        name = "edgeless",
        description = "Runs stateful functions between the edge and the cloud.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nTry:%n",
        footer = "  edgeless run examples/http_processor/workflow.json")
public final class Edgeless {

    private Edgeless() {}

    /// Runs one command; the exit code is 0 when it succeeded, 1 when it failed, 2 when its
    /// arguments are wrong, 130 when it was interrupted.
    public static void main(String[] arguments) throws InterruptedException {
        SystemProperties.set(System.getProperties(), Runtime.getRuntime().availableProcessors());
        Lifetime lifetime = new Lifetime();
        System.exit(lifetime.end(commandLine(lifetime).execute(arguments)));
    }

    static CommandLine commandLine(Lifetime lifetime) {
        CommandLine commands = new CommandLine(new Edgeless());
        commands.addSubcommand(new RunCommand(lifetime));
        commands.addSubcommand(new UpCommand(lifetime));
        commands.addSubcommand(new PackageCommand());
        commands.addSubcommand(new OptimizeCommand(lifetime));
        commands.addSubcommand(new SimulateCommand());
        World world = World.real();
        CommandLine node = ProgramCommand.of(Programs.node(), lifetime);
        ClientCommands.ofNodes(world).forEach(command -> node.addSubcommand(command));
        commands.addSubcommand(ProgramCommand.of(Programs.controller(), lifetime));
        commands.addSubcommand(ProgramCommand.of(Programs.orchestrator(), lifetime));
        commands.addSubcommand(node);
        ClientCommands.all(world).forEach(command -> commands.addSubcommand(command));
        commands.addSubcommand(BenchCommand.commandLine());
        commands.setExecutionStrategy(result -> {
            refuseOptionsOfAProgram(result);
            return new CommandLine.RunLast().execute(result);
        });
        commands.setExecutionExceptionHandler(new Complaint(lifetime));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        return commands;
    }

    /// `node` runs a program, and what is below it asks a controller: options of the one mean
    /// nothing to the other.
    private static void refuseOptionsOfAProgram(ParseResult result) {
        ParseResult asked = result.subcommand();
        if (asked == null
                || !(asked.commandSpec().userObject() instanceof ProgramCommand)
                || !asked.hasSubcommand()
                || asked.matchedOptions().isEmpty()) {
            return;
        }
        String command = asked.subcommand().commandSpec().name();
        throw new ParameterException(
                asked.commandSpec().commandLine(),
                "%s is an option of `node`, which runs one; options of `node %s` come after its name"
                        .formatted(asked.matchedOptions().getFirst().longestName(), command));
    }
}
