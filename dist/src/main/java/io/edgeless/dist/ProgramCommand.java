package io.edgeless.dist;

import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `edgeless controller|orchestrator|node`: runs one program in the foreground until it is told to
/// stop, or writes a template of its configuration.
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
final class ProgramCommand implements Callable<Integer> {

    private static final Logger LOGGER = LoggerFactory.getLogger("io.edgeless");

    private final Program program;
    private final Lifetime lifetime;

    @Option(
            names = {"-c", "--config-file"},
            paramLabel = "FILE",
            description = "Configuration to run with (default: ${COMMAND-NAME}.toml).")
    private @Nullable Path configFile;

    @Option(
            names = {"-t", "--template"},
            paramLabel = "FILE",
            description = "Write a configuration to start from, and exit.")
    private @Nullable Path template;

    @Mixin private final LogOptions logs = new LogOptions();

    @Mixin private final SecurityOptions security = new SecurityOptions();

    private ProgramCommand(Program program, Lifetime lifetime) {
        this.program = program;
        this.lifetime = lifetime;
    }

    static CommandLine of(Program program, Lifetime lifetime) {
        CommandLine command = new CommandLine(new ProgramCommand(program, lifetime));
        command.getCommandSpec().name(program.name());
        command.getCommandSpec()
                .usageMessage()
                .description(program.description())
                .footerHeading("%nFor example:%n")
                .footer(
                        "  edgeless %1$s -t %2$s".formatted(program.name(), program.file()),
                        "  edgeless %1$s -c %2$s".formatted(program.name(), program.file()));
        return command;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (template != null) {
            Templates.write(template, program.template().get());
            return ExitCode.OK;
        }
        logs.configure();
        Path file = configFile == null ? Path.of(program.file()) : configFile;
        lifetime.listen();
        World world = World.real();
        lifetime.start(world::timers);
        SettingsReader settings = security.over(Templates.read(world.disk(), file));
        lifetime.start(() -> program.starter().start(settings, world, lifetime::failed));
        settings.warnings().forEach(LOGGER::warn);
        LOGGER.info("{} ready", program.name());
        return lifetime.untilFailed();
    }
}
