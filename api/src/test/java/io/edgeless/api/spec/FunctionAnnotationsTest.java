package io.edgeless.api.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.spec.FunctionAnnotations.OnDisconnect;
import io.edgeless.api.spec.FunctionAnnotations.RestartPolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

class FunctionAnnotationsTest {

    @Test
    void parse_ofNothing_givesTheDefaults() {
        FunctionAnnotations.Parsed parsed = FunctionAnnotations.parse(Map.of("tee", "required"));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.annotations()).isEqualTo(FunctionAnnotations.NONE);
        assertThat(FunctionAnnotations.NONE.restart()).isEqualTo(RestartPolicy.ON_FAILURE);
        assertThat(FunctionAnnotations.NONE.onDisconnect()).isEqualTo(OnDisconnect.KEEP);
    }

    @Test
    void parse_ofAnInitPayload_keepsEveryCharacter() {
        String payload = " {\"a\": [1,\t2]}\n\u0000ä ";

        FunctionAnnotations.Parsed parsed =
                FunctionAnnotations.parse(Map.of("init-payload", payload));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.annotations().initPayload()).contains(payload);
    }

    @ParameterizedTest
    @CsvSource({"never,NEVER", "on-failure,ON_FAILURE", "Never,NEVER", "' never ',NEVER"})
    void parse_ofARestartPolicy_readsIt(String value, RestartPolicy expected) {
        FunctionAnnotations.Parsed parsed =
                FunctionAnnotations.parse(Map.of("restart-policy", value));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.annotations().restart()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"keep,KEEP", "stop,STOP"})
    void parse_ofOnDisconnect_readsIt(String value, OnDisconnect expected) {
        FunctionAnnotations.Parsed parsed =
                FunctionAnnotations.parse(Map.of("on-disconnect", value));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.annotations().onDisconnect()).isEqualTo(expected);
    }

    @Test
    void parse_ofUnknownChoices_saysWhichThereAre() {
        FunctionAnnotations.Parsed parsed =
                FunctionAnnotations.parse(
                        Map.of("restart-policy", "always", "on-disconnect", "explode"));

        assertThat(parsed.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "/restart-policy: must be one of never, on-failure, but is 'always'",
                        "/on-disconnect: must be one of keep, stop, but is 'explode'");
        assertThat(parsed.annotations()).isEqualTo(FunctionAnnotations.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void parse_ofALimit_takesTheValuesOfItsRange(LimitAnnotation limit) {
        for (int value : new int[] {limit.least(), limit.most()}) {
            FunctionAnnotations.Parsed parsed =
                    FunctionAnnotations.parse(Map.of(limit.key(), Integer.toString(value)));

            assertThat(parsed.problems()).isEmpty();
            assertThat(parsed.annotations().limits()).containsExactly(Map.entry(limit, value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void parse_ofALimitOutOfRange_isAProblem(LimitAnnotation limit) {
        for (long value : new long[] {limit.least() - 1L, limit.most() + 1L}) {
            FunctionAnnotations.Parsed parsed =
                    FunctionAnnotations.parse(Map.of(limit.key(), Long.toString(value)));

            assertThat(parsed.annotations().limits()).isEmpty();
            assertThat(parsed.problems())
                    .singleElement()
                    .hasToString(
                            "/%s: must be a whole number from %d to %d, but is '%d'"
                                    .formatted(limit.key(), limit.least(), limit.most(), value));
        }
    }

    @Test
    void lowered_neverExceedsTheCap() {
        FunctionAnnotations annotations =
                FunctionAnnotations.parse(Map.of("memory-pages-max", "100")).annotations();

        assertThat(annotations.lowered(LimitAnnotation.MEMORY_PAGES_MAX, 256)).isEqualTo(100);
        assertThat(annotations.lowered(LimitAnnotation.MEMORY_PAGES_MAX, 50)).isEqualTo(50);
        assertThat(annotations.lowered(LimitAnnotation.TIMERS_MAX, 7)).isEqualTo(7);
    }
}
