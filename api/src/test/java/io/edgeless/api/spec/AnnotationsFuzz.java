package io.edgeless.api.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Completeness;
import io.edgeless.fuzzing.FuzzTarget;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The annotations of a function and the constraints of a component, one `key=value` in a line: a
/// value within its range, or a problem that people can read; and a wish for a safe place is never
/// lost.
final class AnnotationsFuzz implements FuzzTarget {

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        Map<String, String> annotations = new LinkedHashMap<>();
        for (String line : new String(input, StandardCharsets.UTF_8).split("\n", -1)) {
            int equals = line.indexOf('=');
            annotations.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
        }
        checkAnnotations(FunctionAnnotations.parse(annotations), annotations);
        checkConstraints(Constraints.parse(annotations), annotations);
    }

    private static void checkAnnotations(
            FunctionAnnotations.Parsed parsed, Map<String, String> written) {
        Completeness.check(parsed);
        checkLines(parsed.problems());
        parsed.annotations()
                .limits()
                .forEach((limit, value) -> {
                    assertThat(value).isBetween(limit.least(), limit.most());
                    assertThat(Integer.parseInt(written.getOrDefault(limit.key(), "").strip()))
                            .isEqualTo(value);
                });
        for (LimitAnnotation limit : LimitAnnotation.values()) {
            assertThat(parsed.annotations().lowered(limit, 1)).isLessThanOrEqualTo(1);
        }
    }

    private static void checkConstraints(Constraints.Parsed parsed, Map<String, String> written) {
        Completeness.check(parsed);
        checkLines(parsed.problems());
        Constraints constraints = parsed.constraints();
        assertThat(constraints.nodeIdMatchAny().isPresent())
                .isEqualTo(written.containsKey(Constraints.NODE_ID_MATCH_ANY));
        assertThat(constraints.labelMatchAll().isEmpty())
                .isEqualTo(!written.containsKey(Constraints.LABEL_MATCH_ALL));
        assertThat(constraints.maxInstances()).isNotNegative();
    }

    private static void checkLines(List<Problem> problems) {
        assertThat(problems)
                .allSatisfy(problem -> {
                    assertThat(problem.isError()).isTrue();
                    assertThat(problem.toString().chars()).noneMatch(Character::isISOControl);
                });
    }
}
