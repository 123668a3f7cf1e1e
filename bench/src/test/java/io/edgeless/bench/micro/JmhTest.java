package io.edgeless.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.bench.measure.BenchException;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.RunnerException;

import java.util.List;

class JmhTest {

    @Test
    void unwrapped_failureOfBenchmark_isWhatItThrew() {
        Throwable thrown = new BenchException("3 events did not arrive");
        Throwable told =
                new RunnerException("caught", new BenchmarkException("error", List.of(thrown)));
        assertThat(Jmh.unwrapped(told)).isSameAs(thrown);
    }

    @Test
    void unwrapped_failureOfJmhItself_isThat() {
        Throwable told = new RunnerException("no lock");
        assertThat(Jmh.unwrapped(told)).isSameAs(told);
    }

    @Test
    void died_processEndedByItself_quotesItsLastWords() {
        assertThat(
                        Jmh.died(
                                List.of(
                                        "<forked VM failed with exit code 1>",
                                        "<stderr last='20 lines'>",
                                        "Unrecognized VM option 'NoSuch'",
                                        "",
                                        "Error: Could not create the Java Virtual Machine.",
                                        "</stderr>")))
                .isEqualTo(
                        ": Unrecognized VM option 'NoSuch' | "
                                + "Error: Could not create the Java Virtual Machine.");
    }

    @Test
    void died_benchmarkThrew_isEmpty() {
        assertThat(Jmh.died(List.of("Iteration 1: <failure>"))).isEmpty();
    }
}
