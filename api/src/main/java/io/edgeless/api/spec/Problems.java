package io.edgeless.api.spec;

import io.edgeless.api.spec.Problem.Severity;

import java.util.ArrayList;
import java.util.List;

/// Collects problems while something is read. Belongs to one thread.
final class Problems {

    /// More than anyone reads at a time; what comes after is only counted.
    private static final int KEPT_MAX = 100;

    private final List<Problem> kept = new ArrayList<>();
    private int leftOutErrors;
    private int leftOutWarnings;

    void error(String place, String message) {
        add(new Problem(Severity.ERROR, place, message));
    }

    void warning(String place, String message) {
        add(new Problem(Severity.WARNING, place, message));
    }

    void add(Problem problem) {
        if (kept.size() < KEPT_MAX) {
            kept.add(problem);
        } else if (problem.isError()) {
            leftOutErrors++;
        } else {
            leftOutWarnings++;
        }
    }

    void addAllBelow(String place, List<Problem> problems) {
        problems.forEach(problem -> add(problem.below(place)));
    }

    List<Problem> toList() {
        List<Problem> all = new ArrayList<>(kept);
        if (leftOutErrors > 0) {
            all.add(new Problem(Severity.ERROR, "", "and " + leftOutErrors + " further errors"));
        }
        if (leftOutWarnings > 0) {
            all.add(
                    new Problem(
                            Severity.WARNING, "", "and " + leftOutWarnings + " further warnings"));
        }
        return List.copyOf(all);
    }

    /// The pointer to a member of what another pointer points to.
    static String pointer(String place, String key) {
        return place + "/" + key.replace("~", "~0").replace("/", "~1");
    }
}
