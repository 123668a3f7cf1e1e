package io.edgeless.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class TableTest {

    @Test
    void of_results_countsWhatWasFoundAndWhatDidNotRun() {
        assertThat(
                        Table.of(
                                List.of(
                                        result("AFuzz", new Statistics(12_345, 2, 7, 9), true),
                                        result("BFuzz", new Statistics(1, 1, 2, 3), false),
                                        result("CFuzz", new Statistics(0, 0, 0, 0), false))))
                .containsExactly(
                        "",
                        "target                       executions  coverage  features  findings",
                        "AFuzz                            12,345         7         9  none",
                        "BFuzz                                 1         2         3  FOUND",
                        "CFuzz                                 0         0         0  did not run",
                        "all                              12,346                      2");
    }

    private static Run.Result result(String name, Statistics statistics, boolean isClean) {
        return new Run.Result(
                new Target(Path.of("m"), "p." + name), statistics, isClean, List.of());
    }
}
