package io.edgeless.cli.domain;

import io.edgeless.cli.session.ConfigOptions;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/// `domain`: everything about domains. Does nothing by itself.
@Command(
        name = "domain",
        description = "List and inspect the domains of a controller.",
        footerHeading = "%nFor example:%n",
        footer = "  edgeless domain -c cli.toml list")
public final class DomainCommand implements Callable<Integer> {

    private final World world;

    @Mixin private ConfigOptions config = new ConfigOptions();

    private DomainCommand(World world) {
        this.world = world;
    }

    /// The command with its subcommands.
    public static CommandLine commandLine(World world) {
        return new CommandLine(new DomainCommand(world))
                .addSubcommand(new DomainList(world))
                .addSubcommand(new DomainInspect(world));
    }

    @Override
    public Integer call() {
        return config.runWithoutSubcommand(world.disk());
    }
}
