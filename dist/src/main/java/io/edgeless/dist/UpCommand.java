package io.edgeless.dist;

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
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Mixin private final BoxOptions options = new BoxOptions();

    @Mixin private final LogOptions logs = new LogOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        logs.configure();
        Lifetime lifetime = new Lifetime();
        lifetime.onStop(Box.start(options.nodes(), options.data(), lifetime::failed));
        PrintWriter out = spec.commandLine().getOut();
        out.println("cluster ready: controller at " + Box.CONTROLLER_URL);
        out.println("try: edgeless workflow start examples/http_processor/workflow.json");
        out.println("Ctrl-C stops everything");
        out.flush();
        return lifetime.untilStopped();
    }
}
