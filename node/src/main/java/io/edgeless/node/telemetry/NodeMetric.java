package io.edgeless.node.telemetry;

import io.edgeless.world.Metric;

/// What a node counts and measures besides its data plane; the first three have the names of v1.2.
public enum NodeMetric implements Metric {
    FUNCTION_COUNT("Guests of functions that are alive.", "function_count"),
    EXECUTION_TIMES("Seconds in a component for one event.", "execution_times"),
    TRANSFER_TIMES("Seconds from the creation of an event to its handling.", "transfer_times"),
    FUNCTION_FAILURES("Guests that trapped, were interrupted or could not be started again.", ""),
    STARTS_REFUSED("Instances that could not be started.", ""),
    SAMPLES_LEFT_OUT("Samples left out of reports because too many came.", ""),
    LOG_LINES_LEFT_OUT("Lines of functions left out because they log too many.", ""),
    STATES_NOT_SAVED("Saves of a state that failed; the function was told.", ""),
    STATE_BYTES("Bytes of all saved states.", ""),
    REPORTS_FAILED("Reports that the orchestrator did not take.", ""),
    REGISTERED("1 while the orchestrator takes the reports of this node, 0 otherwise.", "");

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
