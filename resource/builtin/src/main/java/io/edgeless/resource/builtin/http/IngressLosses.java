package io.edgeless.resource.builtin.http;

import io.edgeless.world.Counters;
import io.edgeless.world.Labels;

import java.util.Locale;

/// Counts the clients that got no whole answer. Safe for concurrent use.
record IngressLosses(Counters counters) {

    void count(IngressMetric.Loss reason) {
        String label = reason.name().toLowerCase(Locale.ROOT);
        counters.counter(IngressMetric.HTTP_INGRESS_LOST, Labels.of("reason", label)).add(1);
    }
}
