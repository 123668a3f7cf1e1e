package io.edgeless.resource.builtin.http;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which requests a resource takes, and how it hands them on.
///
/// @param host as the client has to name it; empty = any
/// @param methods empty = any
/// @param needsWorkflow whether the query must name the workflow
/// @param isAsync whether the body is cast and the client answered at once
/// @param isBase64 whether a body that is cast is encoded
record IngressRule(
        Optional<String> host,
        Set<Method> methods,
        boolean needsWorkflow,
        boolean isAsync,
        boolean isBase64) {

    /// What became of a resource's configuration.
    sealed interface Read {}

    record Valid(IngressRule rule) implements Read {}

    record Invalid(String reason) implements Read {}

    static Read of(Map<String, String> configuration) {
        // v1.2 reads `method`, its examples and documentation say `methods`.
        String names =
                configuration.getOrDefault("method", configuration.getOrDefault("methods", ""));
        Set<Method> methods = EnumSet.noneOf(Method.class);
        for (String name : names.isBlank() ? new String[0] : names.split(",", -1)) {
            Optional<Method> method = Method.ofHttp(name.strip().toUpperCase(Locale.ROOT));
            if (method.isEmpty()) {
                return new Invalid(
                        "'"
                                + name.strip()
                                + "' in 'method' is no HTTP method this resource knows; use some of"
                                + " GET, HEAD, POST, PUT, DELETE, PATCH, separated by commas");
            }
            methods.add(method.get());
        }
        return new Valid(
                new IngressRule(
                        Optional.ofNullable(configuration.get("host"))
                                .filter(host -> !host.isEmpty()),
                        methods,
                        isSet(configuration, "wf_id"),
                        isSet(configuration, "async"),
                        isSet(configuration, "encode_base64")));
    }

    private static boolean isSet(Map<String, String> configuration, String flag) {
        return configuration.getOrDefault(flag, "").equalsIgnoreCase("true");
    }

    /// Whether it takes this method, and the workflow that the request names.
    boolean takes(Method method, Optional<String> namedWorkflow, String workflow) {
        return (methods.isEmpty() || methods.contains(method))
                && (!needsWorkflow || namedWorkflow.equals(Optional.of(workflow)));
    }
}
