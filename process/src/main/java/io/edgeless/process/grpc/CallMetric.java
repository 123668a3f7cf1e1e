package io.edgeless.process.grpc;

import io.edgeless.world.Metric;

/// What happened to calls besides being answered, and to connections besides being served.
enum CallMetric implements Metric {
    CALLS_REFUSED("Calls refused because too many were running."),
    CALLS_MALFORMED("Calls whose request could not be read."),
    CALLS_EXPIRED("Calls refused because the caller's certificate had expired."),
    CALLS_SLOW("Calls ended because their request did not come in time."),
    CONNECTIONS_REFUSED("Connections closed at once because too many were open."),
    CALLS_FAILED("Calls whose handler threw: faults of the program.");

    private final String help;

    CallMetric(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }
}
