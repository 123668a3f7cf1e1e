package io.edgeless.orchestrator;

import io.edgeless.world.Metric;

/// What an orchestrator counts and measures.
enum OrchestratorMetric implements Metric {
    ORCHESTRATOR_NODES("Nodes that have been heard of."),
    ORCHESTRATOR_COMPONENTS("Components of the domain, by their state."),
    ORCHESTRATOR_COMMANDS_FAILED("Commands to nodes that failed, by what they were to do."),
    ORCHESTRATOR_STARTS_REFUSED("Starts that the controller was refused."),
    ORCHESTRATOR_REGISTRATIONS_REFUSED("Registrations that nodes were refused."),
    ORCHESTRATOR_REGISTRATIONS_STALE(
            "Registrations and goodbyes ignored because their process was replaced by another.");

    private final String help;

    OrchestratorMetric(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }
}
