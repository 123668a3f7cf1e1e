package io.edgeless.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.LongStream;

class SimulationTest {

    private static final int SEEDS = Integer.getInteger("edgeless.simulation.seeds", 1_000);

    /// Most variants are caught by the first few; the rarest needs some thousand.
    private static final int SEEDS_PER_VARIANT = 5_000;

    @Test
    void everySeed_endsWell() {
        List<Outcome> bad =
                LongStream.range(0, SEEDS)
                        .parallel()
                        .mapToObj(seed -> Simulation.run(seed, false))
                        .filter(outcome -> !outcome.isGood())
                        .toList();

        assertThat(bad.stream().map(SimulationTest::told)).isEmpty();
    }

    private static String told(Outcome outcome) {
        return "seed %d; to read its history: %s%n  %s"
                .formatted(
                        outcome.seed(), outcome.replay(), String.join("\n  ", outcome.problems()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 5, 8, 13, 21, 34, 55})
    void sameSeed_givesTheSameHistory(long seed) {
        Outcome first = Simulation.run(seed, false);
        Outcome second = Simulation.run(seed, true);

        assertThat(second.hash()).isEqualTo(first.hash());
        assertThat(second.healed()).isEqualTo(first.healed());
        assertThat(first.history()).isEmpty();
        assertThat(second.history()).hasSizeGreaterThan(100);
    }

    @Test
    void otherSeed_givesAnotherHistory() {
        assertThat(Simulation.run(1, false).hash()).isNotEqualTo(Simulation.run(2, false).hash());
    }

    /// Shows that the simulation finds faults: each of these is one that programs of this kind have
    /// had. What fails without the fault as well shows nothing.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void wrongVariant_isCaught(Variant variant) {
        boolean isCaught =
                LongStream.range(0, SEEDS_PER_VARIANT)
                        .parallel()
                        .anyMatch(seed ->
                                !Simulation.run(seed, false, variant).isGood()
                                        && Simulation.run(seed, false).isGood());

        assertThat(isCaught).as("%s is caught", variant).isTrue();
    }

    /// What is wrong only for a moment is not left to be found at the end.
    @ParameterizedTest
    @CsvSource({
        "EPOCH_NOT_RAISED, is on both",
        "REPEATED_REQUEST_IS_NEW, led to more than one workflow",
        "SNAPSHOT_WITHOUT_WORKFLOWS, is forgotten",
        "STOP_NOT_DONE, is back",
        "STOP_CONFIRMED_EARLY, which it has stopped"
    })
    void wrongVariant_isSeenAtItsStep(Variant variant, String problem) {
        boolean isSeen =
                LongStream.range(0, SEEDS_PER_VARIANT)
                        .parallel()
                        .mapToObj(seed -> Simulation.run(seed, false, variant))
                        .flatMap(outcome -> outcome.problems().stream())
                        .anyMatch(told -> told.contains(problem));

        assertThat(isSeen).as("%s is seen", variant).isTrue();
    }
}
