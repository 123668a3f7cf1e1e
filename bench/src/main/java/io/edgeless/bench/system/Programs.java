package io.edgeless.bench.system;

import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Child;
import io.edgeless.bench.measure.Figure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the processes themselves cost: start-up and idle memory.
final class Programs {

    private static final int HELPS = 7;

    private static final Duration HELP_DEADLINE = Duration.ofSeconds(30);

    private Programs() {}

    static List<Figure> readyAndResident(Cluster cluster) {
        return List.of(
                ready("controller", cluster.controller()),
                ready("orchestrator", cluster.orchestrator()),
                ready("node", cluster.node(1)),
                resident("controller", cluster.controller()),
                resident("orchestrator", cluster.orchestrator()),
                resident("node", cluster.node(1)));
    }

    private static Figure ready(String name, Program program) {
        return Figure.of(
                "start of the %s until ready".formatted(name), program.readyMillis(), "ms");
    }

    private static Figure resident(String name, Program program) {
        return Figure.of("resident memory of the idle " + name, program.residentMib(), "MiB");
    }

    /// The median of some runs.
    static Figure help(Launch launch, Path folder) {
        Path output = folder.resolve("help.log");
        double[] millis = new double[HELPS];
        for (int i = 0; i < HELPS; i++) {
            long startNanos = System.nanoTime();
            try (Child help = launch.start(folder, output, List.of("--help"))) {
                if (!help.await(HELP_DEADLINE).equals(Optional.of(0))) {
                    throw new BenchException("edgeless --help failed: " + help.said());
                }
            }
            millis[i] = (System.nanoTime() - startNanos) / 1e6;
        }
        Arrays.sort(millis);
        return Figure.of("edgeless --help", millis[HELPS / 2], "ms");
    }
}
