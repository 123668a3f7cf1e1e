package io.edgeless.bench;

import io.edgeless.bench.fuzz.FuzzCommand;
import io.edgeless.bench.micro.MicroCommand;
import io.edgeless.bench.system.SystemCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `edgeless bench`: the long runs.
@Command(
        name = "bench",
        description = "Runs that take minutes and end with a table.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nFor example:%n",
        footer = "  edgeless bench fuzz --minutes 60")
public final class BenchCommand {

    private BenchCommand() {}

    /// The command with its subcommands.
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new MicroCommand())
                .addSubcommand(new SystemCommand())
                .addSubcommand(new FuzzCommand());
    }
}
