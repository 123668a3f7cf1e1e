package io.edgeless.api.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeless.api.DocumentTables;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/// The documentation names exactly the annotations that are read.
class AnnotationsDocumentTest {

    private final DocumentTables document = DocumentTables.read("annotations.md");

    @Test
    void constraints_areDocumented() {
        assertThat(document.columns("Constraints: where a component may run", 0))
                .isEqualTo(rows(Constraints.KEYS));
    }

    @Test
    void annotationsOfTheLife_areDocumented() {
        assertThat(document.columns("Life of a function", 0))
                .isEqualTo(rows(FunctionAnnotations.KEYS));
    }

    @Test
    void limits_areDocumentedWithTheirRange() {
        assertThat(document.columns("Limits", 0, 1, 2))
                .isEqualTo(
                        Arrays.stream(LimitAnnotation.values())
                                .map(limit ->
                                        List.of(
                                                "`" + limit.key() + "`",
                                                Integer.toString(limit.least()),
                                                Integer.toString(limit.most())))
                                .toList());
    }

    private static List<List<String>> rows(List<String> keys) {
        return keys.stream().map(key -> List.of("`" + key + "`")).toList();
    }
}
