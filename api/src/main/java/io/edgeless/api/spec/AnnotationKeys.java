package io.edgeless.api.spec;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every annotation of a function that means something.
final class AnnotationKeys {

    static final Set<String> ALL =
            Stream.of(
                            Constraints.KEYS.stream(),
                            FunctionAnnotations.KEYS.stream(),
                            Arrays.stream(LimitAnnotation.values()).map(LimitAnnotation::key))
                    .flatMap(keys -> keys)
                    .collect(Collectors.toUnmodifiableSet());

    private AnnotationKeys() {}
}
