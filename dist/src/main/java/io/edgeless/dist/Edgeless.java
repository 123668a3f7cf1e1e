package io.edgeless.dist;

import io.edgeless.bench.BenchCommand;
import io.edgeless.cli.ClientCommands;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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

    private static final int CARRIERS_MIN = 8;
    private static final int CARRIERS_PER_CORE = 4;

    private Edgeless() {}

    /// Runs one command; the exit code is 0 when it succeeded, 1 when it failed, 2 when its
    /// arguments are wrong.
    public static void main(String[] arguments) {
        setProperties();
        System.exit(commandLine().execute(arguments));
    }

    /// Must happen before the first virtual thread and the first HTTP server of the process.
    private static void setProperties() {
        int carriers =
                Math.max(
                        CARRIERS_MIN,
                        CARRIERS_PER_CORE * Runtime.getRuntime().availableProcessors());
        setDefault("jdk.virtualThreadScheduler.parallelism", Integer.toString(carriers));
        setDefault("sun.net.httpserver.nodelay", "true");
        // A resumed TLS session would go on with a certificate that has expired meanwhile.
        setDefault("jdk.tls.server.newSessionTicketCount", "0");
    }

    private static void setDefault(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Edgeless());
        commands.addSubcommand(new RunCommand());
        commands.addSubcommand(new UpCommand());
        commands.addSubcommand(new PackageCommand());
        commands.addSubcommand(new SimulateCommand());
        Programs.all().forEach(program -> commands.addSubcommand(ProgramCommand.of(program)));
        ClientCommands.all(World.real()).forEach(command -> commands.addSubcommand(command));
        commands.addSubcommand(BenchCommand.commandLine());
        commands.setExecutionExceptionHandler(new Complaint());
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        return commands;
    }
}
