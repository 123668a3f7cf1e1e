package io.edgeless.cli.logs;

import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.cli.session.ClientOptions;
import io.edgeless.cli.session.Session;
import io.edgeless.world.World;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `logs`: what the functions of a workflow log.
@Command(
        name = "logs",
        description = "Print what the functions of a workflow log.",
        footerHeading = "%nFor example:%n",
        footer = {
            "  edgeless logs 7f0e64ac-1f3d-4d35-9a5e-0c1c7ba3a0f1",
            "  edgeless logs -f 7f0e64ac-1f3d-4d35-9a5e-0c1c7ba3a0f1 stage_2_function"
        })
public final class LogsCommand implements Callable<Integer> {

    /// Feels immediate to people, and costs the controller little.
    private static final Duration POLL = Duration.ofMillis(500);

    private final World world;

    @Mixin private ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "WORKFLOW", description = "The id of the workflow.")
    private String workflow = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "COMPONENT",
            description = "The name of one component (default: all).")
    private Optional<String> component = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what they log from now on, until interrupted.")
    private boolean isFollowing;

    private LogsCommand(World world) {
        this.world = world;
    }

    /// The command.
    public static CommandLine commandLine(World world) {
        return new CommandLine(new LogsCommand(world));
    }

    @Override
    public Integer call() {
        return options.run(world, this::run);
    }

    private int run(Session session) {
        WorkflowId id = Session.workflow(workflow);
        var reading = new LogReading(session.controller().logs(), id.toString(), component);
        boolean isComplete = readAll(session, reading);
        if (isFollowing) {
            return follow(session, reading);
        }
        if (!isComplete) {
            session.console().note("there is more: give more time with --timeout, or use -f");
        }
        return 0;
    }

    /// Reads until nothing new is there; false when the time is up before.
    private boolean readAll(Session session, LogReading reading) {
        long end = world.clock().nanos() + session.controller().timeout().toNanos();
        while (reading.read(session.console()) && !session.console().isBroken()) {
            if (world.clock().nanos() >= end) {
                return false;
            }
        }
        return true;
    }

    /// Goes on over failures that are shorter than the timeout.
    private int follow(Session session, LogReading reading) {
        long timeoutNanos = session.controller().timeout().toNanos();
        long lastAnswer = world.clock().nanos();
        while (!session.console().isBroken()) {
            try {
                boolean isMore = reading.read(session.console());
                lastAnswer = world.clock().nanos();
                if (isMore) {
                    continue;
                }
            } catch (RpcException e) {
                boolean isGone = world.clock().nanos() - lastAnswer >= timeoutNanos;
                if (e.code() != RpcException.Code.UNAVAILABLE || isGone) {
                    throw e;
                }
            }
            session.pause(POLL);
        }
        return 0;
    }
}
