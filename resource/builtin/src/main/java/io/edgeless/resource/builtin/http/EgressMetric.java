package io.edgeless.resource.builtin.http;

import io.edgeless.world.Counters;
import io.edgeless.world.Labels;
import io.edgeless.world.Metric;

import java.util.Locale;

/// What the egress counts.
enum EgressMetric implements Metric {
    /// Label `outcome`, see [Result].
    HTTP_EGRESS_REQUESTS("HTTP requests that functions asked for, by outcome");

    private final String help;

    EgressMetric(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }

    /// What became of a request.
    enum Result {
        ANSWERED,
        /// The payload was no request.
        MALFORMED,
        /// The target is not allowed.
        DENIED,
        /// The server could not be reached, or broke off.
        UNREACHABLE,
        /// It took too long.
        LATE,
        /// The response was too large.
        TOO_LARGE,
        /// Too many were under way.
        OVERLOADED,
        /// It came as a cast, which has no answer.
        CAST;

        void count(Counters counters) {
            String label = name().toLowerCase(Locale.ROOT);
            counters.counter(HTTP_EGRESS_REQUESTS, Labels.of("outcome", label)).add(1);
        }
    }
}
