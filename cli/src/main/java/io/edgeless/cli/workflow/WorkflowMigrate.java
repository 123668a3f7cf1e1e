package io.edgeless.cli.workflow;

import io.edgeless.cli.session.ClientOptions;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.concurrent.Callable;

/// `workflow migrate`: moves a whole workflow to another domain.
@Command(
        name = "migrate",
        description = "Move a workflow to another domain.",
        footerHeading = "%nFor example:%n",
        footer = "  edgeless workflow migrate 7f0e64ac-1f3d-4d35-9a5e-0c1c7ba3a0f1 domain-7000")
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
