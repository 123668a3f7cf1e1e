package io.edgeless.cli.session;

import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The options of a command that has subcommands: they may stand before the subcommand. To be mixed
/// in.
public final class ConfigOptions {

    /// Subcommands read it off their command line, see [ClientOptions].
    @Option(
            names = {"-c", "--config-file"},
            paramLabel = "FILE",
            description = "Configuration file (default: cli.toml, which may be missing).")
    @SuppressWarnings("UnusedVariable")
    private Optional<Path> configFile = Optional.empty();

    @Option(
            names = {"-t", "--template"},
            paramLabel = "FILE",
            description = "Write a configuration file with the defaults, and do nothing else.")
    private Optional<Path> template = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    /// What a command with subcommands does when none is given: write the template, or complain.
    ///
    /// @return the exit code
    public int runWithoutSubcommand(Disk disk) {
        if (template.isEmpty()) {
            throw new ParameterException(command.commandLine(), "a subcommand is missing");
        }
        Path file = template.get();
        Console console = Console.of(command, false);
        try {
            if (disk.real(file).isPresent()) {
                console.error("cannot overwrite configuration file: " + file);
                return 1;
            }
            disk.replace(file, CliSettings.template().getBytes(StandardCharsets.UTF_8));
            return 0;
        } catch (DiskException e) {
            console.error(String.valueOf(e.getMessage()));
            return 1;
        }
    }
}
