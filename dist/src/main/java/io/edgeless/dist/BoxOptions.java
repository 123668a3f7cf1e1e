package io.edgeless.dist;

import io.edgeless.process.lifecycle.StartupException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/// The options of a cluster in a box, shared by `up` and `run`.
final class BoxOptions {

    /// A guard against typing errors.
    private static final int NODES_MAX = 64;

    /// Leaves room for the controller, the orchestrator and one node.
    private static final int FIRST_PORT_MAX = 65_535 - 7;

    @Option(
            names = {"-n", "--nodes"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of nodes (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--first-port",
            paramLabel = "PORT",
            defaultValue = "7001",
            description = {
                "The port of the controller (default: ${DEFAULT-VALUE}). The orchestrator and the"
                        + " first node take the next seven; each further node the next four that"
                        + " are free."
            })
    private int firstPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep workflows and states there; without it they end with the cluster.")
    private @Nullable Path data;

    int nodes() {
        if (nodes < 1 || nodes > NODES_MAX) {
            throw new StartupException(
                    "--nodes must be from 1 to " + NODES_MAX + ", but is " + nodes);
        }
        return nodes;
    }

    Ports ports() {
        if (firstPort < 1 || firstPort > FIRST_PORT_MAX) {
            throw new StartupException(
                    "--first-port must be from 1 to " + FIRST_PORT_MAX + ", but is " + firstPort);
        }
        return new Ports(firstPort);
    }

    Optional<Path> data() {
        return Optional.ofNullable(data);
    }
}
