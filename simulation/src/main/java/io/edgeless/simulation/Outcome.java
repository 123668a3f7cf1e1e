package io.edgeless.simulation;

import java.time.Duration;
import java.util.List;

/// What came of one simulation.
///
/// @param problems what must not happen and did, or must happen and did not; empty when all is well
/// @param hash over all that happened: the same for each run of the same seed
/// @param healed how long it took, in simulated time, from the last fault until all was well
/// @param history every step in words, if that was asked for
public record Outcome(
        long seed, List<String> problems, long hash, Duration healed, List<String> history) {

    public Outcome {
        problems = List.copyOf(problems);
        history = List.copyOf(history);
    }

    public boolean isGood() {
        return problems.isEmpty();
    }

    /// The command that shows the history of this seed again.
    public String replay() {
        return "./edgeless simulate --seed " + seed;
    }
}
