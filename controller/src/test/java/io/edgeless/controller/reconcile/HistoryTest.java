package io.edgeless.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Histories with domains of v1.2, which report nothing and are reset. Those of ours are played by
/// the simulation with their real cores.
class HistoryTest {

    private static final int SEEDS = Integer.getInteger("edgeless.controller.seeds", 200);

    /// Accepted workflows run exactly once in the end, connected; stopped and refused ones not at
    /// all.
    @Test
    void anyHistory_afterAllFaultsEnded_runsExactlyWhatWasAccepted() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var history = new History(seed);
            history.run();
            assertThat(history.problems())
                    .as("seed %d%n%s", seed, String.join("\n", history.log()))
                    .isEmpty();
        }
    }

    @Test
    void sameSeed_givesTheSameHistory() {
        var first = new History(42);
        var second = new History(42);
        first.run();
        second.run();
        assertThat(second.log()).isNotEmpty().isEqualTo(first.log());
    }
}
