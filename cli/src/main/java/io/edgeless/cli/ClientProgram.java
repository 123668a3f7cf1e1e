package io.edgeless.cli;

import io.edgeless.cli.session.ConfigOptions;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/// The client as a program of its own.
@Command(
        name = "edgeless_cli",
        description = "Starts, watches and stops workflows.",
        footerHeading = "%nFor example:%n",
        footer = "  edgeless_cli -c cli.toml workflow list")
final class ClientProgram implements Callable<Integer> {

    private final World world;

    @Mixin private ConfigOptions config = new ConfigOptions();

    ClientProgram(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return config.runWithoutSubcommand(world.disk());
    }
}
