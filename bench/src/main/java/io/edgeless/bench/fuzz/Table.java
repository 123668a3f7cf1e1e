package io.edgeless.bench.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The results for people.
final class Table {

    private Table() {}

    static List<String> of(List<Run.Result> results) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(row("target", "executions", "coverage", "features", "findings"));
        results.forEach(result -> lines.add(line(result)));
        long findings = results.stream().filter(result -> !result.isClean()).count();
        long executions =
                results.stream().mapToLong(result -> result.statistics().executions()).sum();
        lines.add(
                row("all", number(executions), "", "", findings == 0 ? "none" : number(findings)));
        return lines;
    }

    static String line(Run.Result result) {
        Statistics statistics = result.statistics();
        return row(
                result.target().name(),
                number(statistics.executions()),
                number(statistics.coverage()),
                number(statistics.features()),
                finding(result));
    }

    private static String finding(Run.Result result) {
        if (result.isClean()) {
            return result.statistics().isSeedsOnly() ? "none, but tried seeds only" : "none";
        }
        return result.statistics().isEmpty() ? "did not run" : "FOUND";
    }

    private static String row(Object... cells) {
        return "%-26s %12s %9s %9s  %s".formatted(cells).stripTrailing();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
