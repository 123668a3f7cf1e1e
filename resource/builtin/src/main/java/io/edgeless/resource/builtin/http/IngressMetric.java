package io.edgeless.resource.builtin.http;

import io.edgeless.world.Metric;

/// What the ingress counts.
enum IngressMetric implements Metric {
    /// Label `status`.
    HTTP_INGRESS_ANSWERS("HTTP requests answered, by status"),
    /// Label `reason`, see [Loss].
    HTTP_INGRESS_LOST("HTTP connections given up without a whole answer, by reason");

    private final String help;

    IngressMetric(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }

    /// Why a client got no whole answer.
    enum Loss {
        /// It did not send its request in time.
        SLOW_REQUEST,
        /// It did not read the answer in time.
        SLOW_READER,
        /// It went away.
        GONE,
        /// Too many others were connected.
        TOO_MANY
    }
}
