package io.edgeless.bench.fuzz;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the fuzzer says of its progress.
///
/// @param executions inputs that were tried
/// @param seeds how many of them were there before
/// @param coverage places in the code that were reached
/// @param features places together with how they were reached
record Statistics(long executions, long seeds, long coverage, long features) {

    private static final Pattern PROGRESS =
            Pattern.compile("#(\\d+)\\s+(\\S+)\\s+cov: (\\d+) ft: (\\d+) .*");

    /// Follows the number of inputs that were there before.
    private static final String SEEDS_READ = "INITED";

    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in .*");

    /// It took all the time to start and to try what was there before.
    boolean isSeedsOnly() {
        return executions <= seeds;
    }

    /// Nothing was tried.
    boolean isEmpty() {
        return executions == 0;
    }

    static Statistics of(List<String> lines) {
        var last = new Statistics(0, 0, 0, 0);
        for (String line : lines) {
            Matcher progress = PROGRESS.matcher(line);
            Matcher done = DONE.matcher(line);
            if (progress.matches()) {
                long executions = Long.parseLong(progress.group(1));
                last =
                        new Statistics(
                                executions,
                                progress.group(2).equals(SEEDS_READ) ? executions : last.seeds,
                                Long.parseLong(progress.group(3)),
                                Long.parseLong(progress.group(4)));
            } else if (done.matches()) {
                last =
                        new Statistics(
                                Long.parseLong(done.group(1)),
                                last.seeds,
                                last.coverage,
                                last.features);
            }
        }
        return last;
    }
}
