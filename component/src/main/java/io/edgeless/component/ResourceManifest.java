package io.edgeless.component;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a resource class is, for users and for placement.
///
/// @param outputs channels it sends to
/// @param configurations key to explanation, sorted by key
public record ResourceManifest(
        String classType,
        String version,
        List<String> outputs,
        Map<String, String> configurations,
        String description) {

    public ResourceManifest {
        outputs = List.copyOf(outputs);
        configurations = Collections.unmodifiableMap(new TreeMap<>(configurations));
    }
}
