package io.edgeless.dist;

import io.edgeless.process.lifecycle.StartupException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/// The options of a cluster in a box, shared by `up` and `run`.
final class BoxOptions {

    /// Four ports for each node fit between 7005 and 65535 many times over; the bound is a guard
    /// against typing errors.
    private static final int NODES_MAX = 64;

    @Option(
            names = {"-n", "--nodes"},
            paramLabel = "N",
            defaultValue = "1",
            description = "number of nodes (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "keep workflows and states there; without it they end with the cluster")
    private @Nullable Path data;

    int nodes() {
        if (nodes < 1 || nodes > NODES_MAX) {
            throw new StartupException(
                    "--nodes must be from 1 to " + NODES_MAX + ", but is " + nodes);
        }
        return nodes;
    }

    Optional<Path> data() {
        return Optional.ofNullable(data);
    }
}
