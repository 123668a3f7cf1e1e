package io.edgeless.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

class MutationsTest {

    private static final List<byte[]> SEEDS =
            List.of("{\"a\": 1}".getBytes(StandardCharsets.UTF_8), new byte[0]);

    @Test
    void next_withTheSameSeedOfChance_isTheSame() {
        assertThat(some(7, 500)).isEqualTo(some(7, 500)).isNotEqualTo(some(8, 500));
    }

    @Test
    void next_hardlyRepeatsItself() {
        Set<String> distinct = new HashSet<>(some(7, 500));

        assertThat(distinct.size()).isGreaterThan(350);
    }

    @Test
    void next_ofALargeSeed_staysWithinTheLargestInput() {
        var mutations = new Mutations(List.of(new byte[70_000]), 7);
        for (int i = 0; i < 200; i++) {
            assertThat(mutations.next().length).isLessThanOrEqualTo(64 << 10);
        }
    }

    @Test
    void next_withoutSeeds_makesSomethingOfNothing() {
        var mutations = new Mutations(List.of(), 7);
        int bytes = 0;
        for (int i = 0; i < 100; i++) {
            bytes += mutations.next().length;
        }
        assertThat(bytes).isPositive();
    }

    private static List<String> some(long seedOfChance, int count) {
        var mutations = new Mutations(SEEDS, seedOfChance);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(HexFormat.of().formatHex(mutations.next()));
        }
        return all;
    }
}
