package io.edgeless.bench.fuzz;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `edgeless bench fuzz`: every fuzz target for its share of the time, each in a process of its
/// own, one after the other. The exit code is 1 when there was a finding.
@Command(
        name = "fuzz",
        description = {
            "Fuzzes every place where bytes of others come in, and prints a table.",
            "What it finds is kept as a seed of its target, so that every build tries it again."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {"  edgeless bench fuzz --minutes 60", "  edgeless bench fuzz --target Toml"})
public final class FuzzCommand implements Callable<Integer> {

    @Option(
            names = "--minutes",
            defaultValue = "10",
            paramLabel = "N",
            description = {
                "How long in all, after the build; may be a fraction, and is longer when"
                        + " each target would get less than 5 s (default: ${DEFAULT-VALUE})."
            })
    private double minutes;

    @Option(
            names = "--target",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "Only targets whose name contains this.")
    private String only = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        SourceTree tree =
                SourceTree.find()
                        .orElseThrow(() ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "fuzzing needs the source tree: its targets lie beside the"
                                                + " tests. Start ./edgeless of a clone"));
        PrintWriter out = spec.commandLine().getOut();
        out.println("building the targets of all modules");
        out.flush();
        Optional<String> failure = tree.build();
        if (failure.isPresent()) {
            spec.commandLine().getErr().println(failure.get());
            return CommandLine.ExitCode.SOFTWARE;
        }
        List<Target> targets =
                tree.targets().stream().filter(target -> target.name().contains(only)).toList();
        if (targets.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no target contains '" + only + "'");
        }
        List<Run.Result> results = run(tree, targets);
        Table.of(results).forEach(out::println);
        out.flush();
        return results.stream().allMatch(Run.Result::isClean)
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    private List<Run.Result> run(SourceTree tree, List<Target> targets) {
        Schedule schedule =
                new Schedule(Duration.ofMillis((long) (minutes * 60_000)), targets.size());
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%d targets%n", targets.size());
        out.flush();
        List<Run.Result> results = new ArrayList<>();
        for (Target target : targets) {
            Duration share = schedule.share();
            long startNanos = System.nanoTime();
            Run.Result result = new Run(tree, target, share).execute();
            schedule.ran(share, Duration.ofNanos(System.nanoTime() - startNanos));
            out.println(Table.line(result));
            result.details().forEach(line -> out.println("    " + line));
            out.flush();
            results.add(result);
        }
        return results;
    }
}
