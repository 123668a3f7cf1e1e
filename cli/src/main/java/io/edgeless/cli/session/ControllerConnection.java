package io.edgeless.cli.session;

import io.edgeless.api.rpc.Inventory;
import io.edgeless.api.rpc.InventoryClient;
import io.edgeless.api.rpc.LogClient;
import io.edgeless.api.rpc.Logs;
import io.edgeless.api.rpc.RpcException;
import io.edgeless.api.rpc.WorkflowClient;
import io.edgeless.api.rpc.Workflows;
import io.edgeless.process.grpc.GrpcChannels;
import io.edgeless.process.grpc.Security;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.World;

import java.time.Duration;

/// The connection of one command to its controller. Belongs to the command, which closes it.
public final class ControllerConnection implements AutoCloseable {

    private final GrpcChannels channels;
    private final String url;
    private final Duration timeout;

    private ControllerConnection(GrpcChannels channels, String url, Duration timeout) {
        this.channels = channels;
        this.url = url;
        this.timeout = timeout;
    }

    /// Connects at the first call.
    ///
    /// @param timeout of every call
    /// @throws CommandFailure when TLS is wanted but cannot be set up
    static ControllerConnection open(World world, CliSettings settings, Duration timeout) {
        try {
            Security security = Security.load(settings.security(), world);
            return new ControllerConnection(
                    new GrpcChannels(world.clock(), security), settings.controllerUrl(), timeout);
        } catch (StartupException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    /// What a controller offers its clients.
    public Workflows workflows() {
        return workflows(timeout);
    }

    /// The same with another deadline for every call.
    public Workflows workflows(Duration deadline) {
        return new WorkflowClient(channels.to(url), deadline);
    }

    /// The lines that functions log.
    public Logs logs() {
        return new LogClient(channels.to(url), timeout);
    }

    /// The nodes of the cluster.
    public Inventory inventory() {
        return new InventoryClient(channels.to(url), timeout);
    }

    /// How long one call may take.
    public Duration timeout() {
        return timeout;
    }

    /// What to tell people about a call that failed.
    public String explain(RpcException failure) {
        if (isOfADomain(failure)) {
            return answered(failure);
        }
        return switch (failure.code()) {
            case UNAVAILABLE ->
                    "cannot reach the controller at %s (%s): start it with `edgeless controller` or"
                                    .formatted(url, failure.getMessage())
                            + " `edgeless up`, or correct controller_url in the configuration file";
            case DEADLINE_EXCEEDED ->
                    "the controller at %s did not answer within %d s (%s): is it up? start it with"
                                    .formatted(url, timeout.toSeconds(), failure.getMessage())
                            + " `edgeless controller` or `edgeless up`, or allow more with"
                            + " --timeout";
            case UNIMPLEMENTED ->
                    "the controller at %s does not offer this (%s): is it of another version?"
                            .formatted(url, failure.getMessage());
            default -> answered(failure);
        };
    }

    private String answered(RpcException failure) {
        return "the controller at %s answered: %s".formatted(url, failure.getMessage());
    }

    /// Whether the controller was reached and only one of its domains was not.
    private static boolean isOfADomain(RpcException failure) {
        return String.valueOf(failure.getMessage()).contains(Inventory.NOT_KNOWN);
    }

    @Override
    public void close() {
        channels.close();
    }
}
