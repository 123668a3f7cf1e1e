package io.edgeless.cli.session;

import io.edgeless.api.rpc.RpcException;
import io.edgeless.world.World;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// The options of a command that asks a controller, and the one place where its failures become
/// messages and exit codes. To be mixed in.
public final class ClientOptions {

    private static final int DEFAULT_TIMEOUT_SECONDS = 30;

    /// More than any start of a workflow takes.
    private static final int TIMEOUT_SECONDS_MAX = 86_400;

    private static final int FAILED = 1;

    @Option(
            names = {"-c", "--config-file"},
            paramLabel = "FILE",
            description = "Configuration file (default: cli.toml, which may be missing).")
    private Optional<Path> configFile = Optional.empty();

    @Option(
            names = "--tls-config",
            paramLabel = "FILE",
            description =
                    "Certificates to use (default: tls_config.toml, which may be missing: plain"
                            + " text).")
    private Optional<Path> tlsFile = Optional.empty();

    @Option(
            names = "--controller",
            paramLabel = "URL",
            description = "Where the controller is, whatever the configuration file says.")
    private Optional<String> controllerUrl = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for the controller (default: 30; workflow start: 60).")
    private Optional<Integer> timeoutSeconds = Optional.empty();

    @Option(names = "--json", description = "Results and errors for programs.")
    private boolean isJson;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    /// What a command does with its controller.
    @FunctionalInterface
    public interface Work {

        /// Returns the exit code; may throw [CommandFailure] and [RpcException].
        int run(Session session);
    }

    /// Runs the work of a command.
    ///
    /// @return the exit code
    public int run(World world, Work work) {
        return run(world, Duration.ofSeconds(DEFAULT_TIMEOUT_SECONDS), work);
    }

    /// The same with another timeout when the user gives none.
    public int run(World world, Duration defaultTimeout, Work work) {
        Duration timeout = timeoutSeconds.map(this::timeout).orElse(defaultTimeout);
        Console console = Console.of(command, isJson);
        try (var controller = ControllerConnection.open(world, settings(world, console), timeout)) {
            return run(new Session(world, console, controller), work);
        } catch (CommandFailure e) {
            console.error(e.text());
            return FAILED;
        }
    }

    private static int run(Session session, Work work) {
        try {
            return work.run(session);
        } catch (RpcException e) {
            throw new CommandFailure(session.controller().explain(e));
        }
    }

    private CliSettings settings(World world, Console console) {
        Optional<String> named = controllerUrl.map(CliSettings::checkedUrl);
        CliSettings settings =
                CliSettings.read(world.disk(), configFile.or(() -> outer("--config-file")));
        settings.warnings().forEach(warning -> console.note("Warning: " + warning));
        CliSettings there = named.map(settings::withControllerUrl).orElse(settings);
        return tlsFile.or(() -> outer("--tls-config")).map(there::withTlsFile).orElse(there);
    }

    private Duration timeout(int seconds) {
        if (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX) {
            throw new ParameterException(
                    command.commandLine(),
                    "--timeout must be from 1 to %d seconds, but is %d"
                            .formatted(TIMEOUT_SECONDS_MAX, seconds));
        }
        return Duration.ofSeconds(seconds);
    }

    /// A file that was named before the subcommand; the innermost one wins.
    private Optional<Path> outer(String option) {
        return Stream.<CommandSpec>iterate(command, outer -> outer != null, CommandSpec::parent)
                .flatMap(outer -> Stream.ofNullable(outer.findOption(option)))
                .flatMap(found -> file(found.getValue()))
                .findFirst();
    }

    private static Stream<Path> file(@Nullable Object value) {
        return switch (value) {
            case Path file -> Stream.of(file);
            case Optional<?> some -> some.stream().flatMap(ClientOptions::file);
            case null, default -> Stream.empty();
        };
    }
}
