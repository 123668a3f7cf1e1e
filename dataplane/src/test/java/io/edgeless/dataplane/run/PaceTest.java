package io.edgeless.dataplane.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static void handle(Pace pace, int events, long nanos) {
        for (int i = 0; i < events; i++) {
            pace.handled(nanos);
        }
    }

    @Test
    void newClass_provesItselfByQuickEvents() {
        Pace pace = new Pace();
        assertThat(pace.isQuick()).isFalse();
        handle(pace, Pace.PROBATION_EVENTS - 1, Pace.LONG_NANOS);
        assertThat(pace.isQuick()).isFalse();
        handle(pace, 1, Pace.LONG_NANOS);
        assertThat(pace.isQuick()).isTrue();
    }

    @Test
    void quickClass_afterOneLongEvent_isLongUntilManyQuickOnes() {
        Pace pace = new Pace();
        handle(pace, Pace.PROBATION_EVENTS, 1);

        pace.handled(Pace.LONG_NANOS + 1);
        assertThat(pace.isQuick()).isFalse();

        handle(pace, Pace.RECOVERY_EVENTS - 1, 1);
        assertThat(pace.isQuick()).isFalse();
        pace.tookLong();
        handle(pace, Pace.RECOVERY_EVENTS, 1);
        assertThat(pace.isQuick()).isTrue();
    }

    @Test
    void paces_areSharedByTheInstancesOfAClassWhileThereAreAny() {
        Paces paces = new Paces();
        Pace first = paces.take("counter 1");
        handle(first, Pace.PROBATION_EVENTS, 1);

        assertThat(paces.take("counter 1")).isSameAs(first);
        assertThat(paces.take("counter 2")).isNotSameAs(first);
        assertThat(paces.take("")).isNotSameAs(paces.take(""));

        paces.give("counter 1");
        assertThat(paces.take("counter 1")).isSameAs(first);
        paces.give("counter 1");
        paces.give("counter 1");
        assertThat(paces.take("counter 1").isQuick()).isFalse();
    }
}
