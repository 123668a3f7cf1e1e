package io.edgeless.dist;

import io.edgeless.simulation.Outcome;
import io.edgeless.simulation.Simulation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

/// `edgeless simulate`: runs the control plane through faults drawn from seeds, or shows the
/// history of one seed step by step.
@Command(
        name = "simulate",
        description =
                "Runs the control plane through faults drawn from seeds; shows the history of one.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  edgeless simulate --count 10000", "  edgeless simulate --seed 7"})
final class SimulateCommand implements Callable<Integer> {

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Show the history of this seed step by step.")
    private @Nullable Long seed;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "0",
            description = "First seed (default: ${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many seeds (default: ${DEFAULT-VALUE}).")
    private long count;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        boolean isGood = seed == null ? runMany() : show(seed);
        return isGood ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean show(long number) {
        PrintWriter out = spec.commandLine().getOut();
        Outcome outcome = Simulation.run(number, true);
        outcome.history().forEach(out::println);
        report(outcome);
        return outcome.isGood();
    }

    private boolean runMany() {
        List<Outcome> bad =
                LongStream.range(from, from + count)
                        .parallel()
                        .mapToObj(number -> Simulation.run(number, false))
                        .filter(outcome -> !outcome.isGood())
                        .toList();
        bad.forEach(this::report);
        spec.commandLine()
                .getOut()
                .printf("%d seeds from %d: %d not well%n", count, from, bad.size());
        return bad.isEmpty();
    }

    private void report(Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        if (outcome.isGood()) {
            out.printf(
                    "seed %d: all well %d s after the last fault (hash %016x)%n",
                    outcome.seed(), outcome.healed().toSeconds(), outcome.hash());
        } else {
            out.printf("seed %d is not well; its history: %s%n", outcome.seed(), outcome.replay());
            outcome.problems().forEach(problem -> out.println("  " + problem));
        }
    }
}
