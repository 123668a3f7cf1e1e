package io.edgeless.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class StatisticsTest {

    @Test
    void of_theFuzzersLines_takesTheLastOfEach() {
        List<String> lines =
                List.of(
                        "INFO: Seed: 1",
                        "#2\tINITED cov: 2 ft: 2 corp: 1/1b exec/s: 0 rss: 496Mb",
                        "#2359\tREDUCE cov: 4 ft: 5 corp: 3/9b lim: 25 exec/s: 0 rss: 496Mb L: 4/4",
                        "#65536\tpulse  cov: 7 ft: 9 corp: 4/14b lim: 652 exec/s: 32768 rss: 5Mb",
                        "Done 66350 runs in 5 second(s)");

        assertThat(Statistics.of(lines)).isEqualTo(new Statistics(66_350, 2, 7, 9));
    }

    @Test
    void of_somethingElse_isEmpty() {
        assertThat(Statistics.of(List.of("Error: could not find or load main class")).isEmpty())
                .isTrue();
    }

    @Test
    void isSeedsOnly_timeWasUpAfterTheSeeds_holds() {
        List<String> lines =
                List.of(
                        "#3\tINITED cov: 718 ft: 727 corp: 2/157b exec/s: 0 rss: 555Mb",
                        "#3\tDONE   cov: 718 ft: 727 corp: 2/157b lim: 86 exec/s: 0 rss: 555Mb",
                        "Done 3 runs in 20 second(s)");

        assertThat(Statistics.of(lines).isSeedsOnly()).isTrue();
    }
}
