package io.edgeless.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class ReplayTest {

    @Test
    void targetsBeside_findsTargetsTheirSeedsAndWhatBreaksThem() {
        List<DynamicContainer> targets = Replay.targetsBeside(ReplayTest.class).toList();

        assertThat(targets).hasSize(1);
        List<DynamicTest> tests =
                targets.getFirst().getChildren().map(DynamicTest.class::cast).toList();
        assertThat(tests.stream().map(DynamicNode::getDisplayName))
                .containsExactly("seed harmless", "seeds are there", "2000 changed seeds");
        assertThatCode(tests.get(0).getExecutable()::execute).doesNotThrowAnyException();
        assertThatCode(tests.get(1).getExecutable()::execute).doesNotThrowAnyException();
        assertThatThrownBy(tests.get(2).getExecutable()::execute)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("input in base64: ")
                .hasRootCauseMessage("is afraid of x");
    }

    @Test
    void allocation_ofAClaimedSize_isSeen() {
        assertThatThrownBy(() -> Allocation.within(1 << 20, () -> new byte[2 << 20]))
                .hasMessageContaining("allocated 2,");
        assertThat(Allocation.within(1 << 20, () -> new byte[10])).hasSize(10);
    }

    record Part(@Nullable String name) {}

    record Whole(String name, Map<String, Optional<Part>> parts) {}

    @Test
    void completeness_namesThePlaceOfANull() {
        Completeness.check(new Whole("a", Map.of("b", Optional.of(new Part("c")))));
        var broken = new Whole("a", Map.of("b", Optional.of(new Part(null))));
        assertThatThrownBy(() -> Completeness.check(broken))
                .hasMessage("Whole.parts.b.name is null");
    }

    @Test
    void roundTrip_seesAValueThatChanges() {
        RoundTrip.check(new byte[] {5}, ReplayTest::positive, ReplayTest::same);
        RoundTrip.check(new byte[] {-5}, ReplayTest::positive, ReplayTest::same);
        assertThatThrownBy(() ->
                        RoundTrip.check(new byte[] {5}, ReplayTest::positive, ReplayTest::next))
                .hasMessage("was Optional[5] and became Optional[6]");
    }

    private static Optional<Integer> positive(byte[] bytes) {
        return Optional.of((int) bytes[0]).filter(number -> number > 0);
    }

    private static byte[] same(int number) {
        return new byte[] {(byte) number};
    }

    private static byte[] next(int number) {
        return same(number + 1);
    }
}
