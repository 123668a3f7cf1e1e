package io.edgeless.resource.builtin.http;

import io.edgeless.world.SettingsReader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What functions may ask of the HTTP servers outside.
///
/// @param connectWithin how long a connection may take
/// @param within how long a request may take in all, redirects included
/// @param bodyBytesMax of one response
/// @param requestsMax of one resource at a time
record HttpEgressSettings(
        EgressPolicy policy,
        Duration connectWithin,
        Duration within,
        int bodyBytesMax,
        int requestsMax) {

    private static final int MIB = 1 << 20;
    private static final int BODY_BYTES_MAX = 64 * MIB;
    private static final int HOUR = 3_600;

    /// As many of its callers wait at a time; each costs a connection.
    private static final int REQUESTS_MAX = 64;

    static HttpEgressSettings read(SettingsReader resources) {
        String allow = "http_egress_allow";
        List<EgressPattern> allowed =
                resources.has(allow)
                        ? patterns(resources, allow, resources.strings(allow))
                        : patterns(resources, allow, List.of("*"));
        String deny = "http_egress_deny";
        return new HttpEgressSettings(
                new EgressPolicy(allowed, patterns(resources, deny, resources.strings(deny))),
                resources.seconds("http_egress_connect_seconds", Duration.ofSeconds(3), 1, HOUR),
                resources.seconds("http_egress_seconds", Duration.ofSeconds(10), 1, HOUR),
                (int) resources.integer("http_egress_body_bytes_max", MIB, 0, BODY_BYTES_MAX),
                (int) resources.integer("http_egress_requests_max", REQUESTS_MAX, 1, 10_000));
    }

    private static List<EgressPattern> patterns(
            SettingsReader resources, String key, List<String> texts) {
        List<EgressPattern> patterns = new ArrayList<>();
        for (String text : texts) {
            EgressPattern.parse(text)
                    .ifPresentOrElse(
                            patterns::add,
                            () ->
                                    resources.problem(
                                            key,
                                            "holds '"
                                                    + text
                                                    + "'; use *, private, a host name, *.domain, an"
                                                    + " address or a block like 10.0.0.0/8, with"
                                                    + " :port where needed"));
        }
        return patterns;
    }
}
