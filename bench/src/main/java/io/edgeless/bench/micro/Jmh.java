package io.edgeless.bench.micro;

import io.edgeless.bench.measure.Causes;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Runs benchmarks, each in a process of its own.
///
/// @param jvmArguments of those processes
record Jmh(List<String> jvmArguments) {

    private static final String PACKAGE = Jmh.class.getPackageName() + ".";
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final int ITERATIONS = 5;
    private static final int FIRST_TIMES = 5;

    /// How JMH quotes the errors of a process that died.
    private static final String LAST_WORDS = "<stderr last='20 lines'>";

    private static final String LAST_WORDS_END = "</stderr>";
    private static final int LINES_MAX = 6;

    /// What came of a benchmark.
    sealed interface Measured {

        /// In the unit of the benchmark.
        record Score(double value) implements Measured {}

        record Failed(String cause) implements Measured {}
    }

    Jmh {
        jvmArguments = List.copyOf(jvmArguments);
    }

    /// As fast as it gets after a while.
    ///
    /// @param benchmark class and method
    /// @param warmUps seconds that do not count
    Measured warm(String benchmark, int warmUps) {
        return run(
                options(benchmark)
                        .warmupIterations(warmUps)
                        .measurementIterations(ITERATIONS)
                        .warmupTime(ITERATION)
                        .measurementTime(ITERATION)
                        .forks(1));
    }

    /// The first time in a process, the mean of some.
    ///
    /// @param benchmark class and method
    /// @param option for the JVM
    Measured first(String benchmark, String option) {
        return run(
                options(benchmark)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .jvmArgsAppend(option)
                        .forks(FIRST_TIMES));
    }

    private ChainedOptionsBuilder options(String benchmark) {
        return new OptionsBuilder()
                .include("^" + Pattern.quote(PACKAGE + benchmark) + "$")
                .shouldFailOnError(true)
                .jvmArgs(jvmArguments.toArray(String[]::new));
    }

    private static Measured run(ChainedOptionsBuilder options) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        OutputFormat format =
                OutputFormatFactory.createFormatInstance(
                        new PrintStream(output, true, StandardCharsets.UTF_8), VerboseMode.NORMAL);
        try {
            Collection<RunResult> results = new Runner(options.build(), format).run();
            return new Measured.Score(results.iterator().next().getPrimaryResult().getScore());
        } catch (RunnerException e) {
            List<String> lines = output.toString(StandardCharsets.UTF_8).lines().toList();
            return new Measured.Failed(Causes.text(unwrapped(e)) + died(lines));
        }
    }

    /// Without what JMH wraps around what a benchmark threw.
    static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while (inner instanceof RunnerException || inner instanceof BenchmarkException) {
            Throwable[] suppressed = inner.getSuppressed();
            Throwable next = suppressed.length == 1 ? suppressed[0] : inner.getCause();
            if (next == null) {
                return inner;
            }
            inner = next;
        }
        return inner;
    }

    /// What a process said last that ended by itself; empty when there was none.
    ///
    /// @param lines the output of JMH
    static String died(List<String> lines) {
        int from = lines.indexOf(LAST_WORDS);
        int to = lines.indexOf(LAST_WORDS_END);
        if (from < 0 || to < from) {
            return "";
        }
        List<String> said =
                lines.subList(from + 1, to).stream().filter(line -> !line.isBlank()).toList();
        return said.stream()
                .skip(Math.max(0, said.size() - LINES_MAX))
                .collect(Collectors.joining(" | ", ": ", ""));
    }
}
