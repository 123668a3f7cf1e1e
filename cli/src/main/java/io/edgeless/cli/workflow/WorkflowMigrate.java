package io.edgeless.cli.workflow;

import io.edgeless.cli.ClientOptions;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.concurrent.Callable;

/// `workflow migrate`: moves a whole workflow to another domain.
@Command(name = "migrate", description = "Move a workflow to another domain.")
final class WorkflowMigrate implements Callable<Integer> {

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "Which workflow.")
    private String workflow = "";

    @Parameters(index = "1", paramLabel = "DOMAIN", description = "Where to.")
    private String domain = "";

    WorkflowMigrate(World world) {
        this.world = world;
    }

    @Override
    public Integer call() {
        return options.run(
                world, session -> Migrations.migrate(session, workflow, domain, Optional.empty()));
    }
}
