package io.edgeless.node.telemetry;

import io.edgeless.world.Metric;

/// What a node counts and measures besides its data plane; the first three have the names of v1.2.
public enum NodeMetric implements Metric {
    FUNCTION_COUNT("Instances of functions.", "function_count"),
    EXECUTION_TIMES("Seconds in a component for one event.", "execution_times"),
    TRANSFER_TIMES("Seconds from the creation of an event to its handling.", "transfer_times"),
    SAMPLES_LEFT_OUT("Samples left out of reports because too many came.", "");

    private final String help;
    private final String v12Name;

    NodeMetric(String help, String v12Name) {
        this.help = help;
        this.v12Name = v12Name;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public String exported() {
        return v12Name.isEmpty() ? Metric.super.exported() : v12Name;
    }
}
