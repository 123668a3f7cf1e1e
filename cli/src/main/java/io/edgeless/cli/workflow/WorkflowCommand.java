package io.edgeless.cli.workflow;

import io.edgeless.cli.session.ConfigOptions;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/// `workflow`: everything about workflows. Does nothing by itself.
@Command(
        name = "workflow",
        description = "Start, list, inspect, stop, migrate, validate workflows.",
        footerHeading = "%nFor example:%n",
        footer = {"  edgeless workflow -t cli.toml", "  edgeless workflow -c cli.toml list"})
public final class WorkflowCommand implements Callable<Integer> {

    private final World world;

    @Mixin private ConfigOptions config = new ConfigOptions();

    private WorkflowCommand(World world) {
        this.world = world;
    }

    /// The command with its subcommands.
    public static CommandLine commandLine(World world) {
        return new CommandLine(new WorkflowCommand(world))
                .addSubcommand(new WorkflowStart(world))
                .addSubcommand(new WorkflowList(world))
                .addSubcommand(new WorkflowInspect(world))
                .addSubcommand(new WorkflowStop(world))
                .addSubcommand(new WorkflowMigrate(world))
                .addSubcommand(new WorkflowMigrateComponent(world))
                .addSubcommand(new WorkflowValidate(world));
    }

    @Override
    public Integer call() {
        return config.runWithoutSubcommand(world.disk());
    }
}
