package io.edgeless.node.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.component.CallResult;
import io.edgeless.component.CastResult;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RefusalsTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Refusals refusals = new Refusals(0);

    @Test
    void line_afterManyRefusals_isOneASecondWithTheNumberOfTheOthers() {
        assertThat(refusals.line("first", 0)).contains("first");
        for (int i = 0; i < 20_000; i++) {
            assertThat(refusals.line("again", SECOND - 1)).isEmpty();
        }

        assertThat(refusals.line("later", SECOND))
                .contains("later; 20000 more since the last such line");
        assertThat(refusals.line("last", 2 * SECOND)).contains("last");
    }

    @Test
    void isOne_onlyWhereALimitWasMet() {
        assertThat(CastResult.values())
                .filteredOn(Refusals::isOne)
                .containsExactly(CastResult.OVERLOADED, CastResult.TOO_LARGE);
    }

    @Test
    void isOne_exceptWhereTheCalleeAnsweredOrTheCallerIsStopped() {
        assertThat(CallResult.Failure.values())
                .filteredOn(failure -> !Refusals.isOne(new CallResult.Failed(failure, "")))
                .containsExactlyInAnyOrder(
                        CallResult.Failure.CALLEE_FAILED, CallResult.Failure.STOPPED);
    }
}
