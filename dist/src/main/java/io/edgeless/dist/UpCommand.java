package io.edgeless.dist;

import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.world.World;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// `edgeless up`: a cluster in a box that waits for workflows.
@Command(
        name = "up",
        description = "Starts a whole cluster in one process, without a workflow.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  edgeless up", "  edgeless up --nodes 3 --data cluster"})
final class UpCommand implements Callable<Integer> {

    private final Lifetime lifetime;

    @Mixin private final BoxOptions options = new BoxOptions();

    @Mixin private final LogOptions logs = new LogOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    UpCommand(Lifetime lifetime) {
        this.lifetime = lifetime;
    }

    @Override
    public Integer call() throws InterruptedException {
        logs.configure();
        lifetime.listen();
        new Progress(spec.commandLine().getErr()).show("starting a cluster …");
        World world = World.real();
        lifetime.start(world::timers);
        Box.start(lifetime, options, world);
        String url = options.ports().controllerUrl();
        awaitNodes(url, world);
        String elsewhere = options.ports().isUsual() ? "" : " --controller " + url;
        PrintWriter out = spec.commandLine().getOut();
        out.println("cluster ready: controller at " + url);
        out.println(
                "try: edgeless workflow start examples/http_processor/workflow.json" + elsewhere);
        out.println("Ctrl-C stops everything");
        out.flush();
        return lifetime.untilFailed();
    }

    private void awaitNodes(String controllerUrl, World world) throws InterruptedException {
        try (GrpcChannels channels = new GrpcChannels(world.clock(), Security.none())) {
            var workflows = new WorkflowClient(channels.to(controllerUrl), Readiness.RPC_DEADLINE);
            new Readiness(workflows, world.clock()).await(options.nodes());
        }
    }
}
