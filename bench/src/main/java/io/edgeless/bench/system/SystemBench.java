package io.edgeless.bench.system;

import io.edgeless.bench.measure.Causes;
import io.edgeless.bench.measure.Figure;
import io.edgeless.bench.measure.Machine;
import io.edgeless.bench.measure.Report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Measures a cluster of real processes through the interfaces that its users have: workflows, HTTP
/// requests, and the time stamps of `file-log`. Nothing in the programs helps it.
public final class SystemBench {

    private static final int MANY_BALLS = 64;
    private static final int VERY_MANY_BALLS = 1000;
    private static final int MANY_CONNECTIONS = 32;

    private final Consumer<String> progress;
    private final String only;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private SystemBench(Consumer<String> progress, String only) {
        this.progress = progress;
        this.only = only;
    }

    /// Runs everything, which takes two or three minutes, or a part of it.
    ///
    /// @param launch how the programs are started
    /// @param folder for their files; should be empty
    /// @param only measurements with this in their names; empty: all
    /// @param progress is told what begins
    public static Report run(Launch launch, Path folder, String only, Consumer<String> progress) {
        SystemBench bench = new SystemBench(progress, only);
        bench.one("edgeless --help", () -> Programs.help(launch, folder));
        progress.accept("starting a controller, an orchestrator and two nodes");
        try (Cluster cluster = Cluster.start(launch, folder)) {
            bench.measure(cluster);
        }
        return new Report(Machine.here(), bench.figures, bench.failures);
    }

    private void measure(Cluster cluster) {
        some("start and memory", () -> Programs.readyAndResident(cluster));
        Starts starts = new Starts(cluster);
        one("starts", starts::oneByOne);
        one("starts at once", starts::atOnce);
        some("idle functions", starts::idleFunctions);
        EventGames games = new EventGames(cluster);
        for (int secondNode = 1; secondNode <= Cluster.NODES; secondNode++) {
            int node = secondNode;
            String where = node == 1 ? "one node" : "two nodes";
            one("casts, one ball, " + where, () -> games.casts(1, node));
            one("casts, many balls, " + where, () -> games.casts(MANY_BALLS, node));
            one("calls, " + where, () -> games.calls(node));
        }
        one("casts, very many balls, two nodes", () -> games.casts(VERY_MANY_BALLS, Cluster.NODES));
        one("kernel", () -> games.kernel("product", "product of 64 x 64 floats in a guest", 50));
        one("kernel", () -> games.kernel("mix", "mixing 64 KiB of bytes in a guest", 50));
        some("HTTP", () -> HttpRuns.measure(cluster, 1));
        some("HTTP", () -> HttpRuns.measure(cluster, MANY_CONNECTIONS));
    }

    private void one(String what, Supplier<Figure> measurement) {
        some(what, () -> List.of(measurement.get()));
    }

    /// What fails is reported with its cause, and the rest goes on.
    private void some(String what, Supplier<? extends Collection<Figure>> measurement) {
        if (!what.contains(only)) {
            return;
        }
        progress.accept("measuring: " + what);
        try {
            figures.addAll(measurement.get());
        } catch (RuntimeException e) {
            String failure = what + ": " + Causes.text(e);
            progress.accept("failed: " + failure);
            failures.add(failure);
        }
    }
}
