package io.edgeless.fuzzing;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Whether a value that was read is one that the program could have made: no part of it is null.
/// Libraries that fill records by reflection know nothing of such rules.
public final class Completeness {

    private Completeness() {}

    /// @throws AssertionError that names the place of a null
    public static void check(Object value) {
        check(value.getClass().getSimpleName(), value);
    }

    private static void check(String place, @Nullable Object value) {
        switch (value) {
            case null -> throw new AssertionError(place + " is null");
            case Record part -> checkComponents(place, part);
            case Optional<?> part -> part.ifPresent(inner -> check(place, inner));
            case Collection<?> items -> items.forEach(item -> check(place + "[]", item));
            case Map<?, ?> map ->
                    map.forEach((key, item) -> {
                        check(place + ".key", key);
                        check(place + "." + key, item);
                    });
            default -> {}
        }
    }

    private static void checkComponents(String place, Record part) {
        for (RecordComponent component : part.getClass().getRecordComponents()) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                check(place + "." + component.getName(), accessor.invoke(part));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(place, e);
            }
        }
    }
}
