package io.edgeless.component;

import java.util.List;
import java.util.Map;

/// What a resource class is, for users and for placement.
///
/// @param outputs channels it sends to
/// @param configurations key to explanation
public record ResourceManifest(
        String classType,
        String version,
        List<String> outputs,
        Map<String, String> configurations,
        String description) {}
