package io.edgeless.bench.system;

import static io.edgeless.bench.system.Deployment.function;

import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.bench.measure.BenchException;
import io.edgeless.bench.measure.Figure;
import io.edgeless.bench.measure.Guest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// How long workflows take to start, and what an idle function costs. Each start is answered when
/// all its functions are compiled, initialised, and durably accepted.
final class Starts {

    private static final int ONE_BY_ONE = 60;
    private static final int CLIENTS = 8;
    private static final int STARTS_OF_A_CLIENT = 25;
    private static final int FUNCTIONS = 100;
    private static final int LARGE_WORKFLOWS = 10;

    private final Cluster cluster;

    Starts(Cluster cluster) {
        this.cluster = cluster;
    }

    /// Of a workflow with one function, one after the other.
    Figure oneByOne() {
        double[] millis = new double[ONE_BY_ONE];
        for (int i = 0; i < millis.length; i++) {
            long startNanos = System.nanoTime();
            try (Deployment _ = start(1)) {
                millis[i] = (System.nanoTime() - startNanos) / 1e6;
            }
        }
        double[] warm = Arrays.copyOfRange(millis, millis.length / 2, millis.length);
        Arrays.sort(warm);
        return Figure.of("start of a workflow", warm[warm.length / 2], "ms");
    }

    /// Many clients at a time.
    Figure atOnce() {
        long startNanos = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(this::startSome));
            }
            for (Future<?> client : running) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new BenchException("a start failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return Figure.of(
                "workflows started and stopped, %d clients".formatted(CLIENTS),
                CLIENTS * STARTS_OF_A_CLIENT / seconds,
                "/s");
    }

    private void startSome() {
        for (int i = 0; i < STARTS_OF_A_CLIENT; i++) {
            start(1).close();
        }
    }

    /// Large workflows that do nothing: how long one of their functions takes to start, and how
    /// much the node grows by it.
    List<Figure> idleFunctions() {
        double before = cluster.node(1).residentMib();
        long startNanos = System.nanoTime();
        List<Deployment> running = new ArrayList<>();
        try {
            for (int i = 0; i < LARGE_WORKFLOWS; i++) {
                running.add(start(FUNCTIONS));
            }
            double millis = (System.nanoTime() - startNanos) / 1e6;
            int count = FUNCTIONS * LARGE_WORKFLOWS;
            double grown = cluster.node(1).residentMib() - before;
            return List.of(
                    Figure.of(
                            "start of a function, in workflows of " + FUNCTIONS,
                            millis / count,
                            "ms"),
                    Figure.of(
                            "resident memory for an idle instance, of %,d".formatted(count),
                            grown * 1024 / count,
                            "KiB"));
        } finally {
            running.forEach(Deployment::close);
        }
    }

    private Deployment start(int functions) {
        List<WorkflowFunction> idle =
                IntStream.range(0, functions)
                        .mapToObj(i -> function("idle-" + i, Guest.BALL, 1, "", Map.of()))
                        .toList();
        return Deployment.start(cluster.workflows(), idle, List.of());
    }
}
