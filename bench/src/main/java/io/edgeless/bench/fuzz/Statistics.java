package io.edgeless.bench.fuzz;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the fuzzer says of its progress.
///
/// @param executions inputs that were tried
/// @param coverage places in the code that were reached
/// @param features places together with how they were reached
record Statistics(long executions, long coverage, long features) {

    private static final Pattern PROGRESS =
            Pattern.compile("#(\\d+)\\s+\\S+\\s+cov: (\\d+) ft: (\\d+) .*");
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in .*");

    /// Nothing was tried.
    boolean isEmpty() {
        return executions == 0;
    }

    static Statistics of(List<String> lines) {
        var last = new Statistics(0, 0, 0);
        for (String line : lines) {
            Matcher progress = PROGRESS.matcher(line);
            Matcher done = DONE.matcher(line);
            if (progress.matches()) {
                last =
                        new Statistics(
                                Long.parseLong(progress.group(1)),
                                Long.parseLong(progress.group(2)),
                                Long.parseLong(progress.group(3)));
            } else if (done.matches()) {
                last = new Statistics(Long.parseLong(done.group(1)), last.coverage, last.features);
            }
        }
        return last;
    }
}
