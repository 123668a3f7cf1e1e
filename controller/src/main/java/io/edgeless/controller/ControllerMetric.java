package io.edgeless.controller;

import io.edgeless.world.Metric;

/// What a controller counts and measures.
enum ControllerMetric implements Metric {
    CONTROLLER_DOMAINS("Domains within their leases."),
    CONTROLLER_WORKFLOWS("Accepted workflows, by their state."),
    CONTROLLER_COMPONENTS("Components of placed workflows, by their state."),
    CONTROLLER_WORKFLOWS_STARTED("Workflows that clients started."),
    CONTROLLER_WORKFLOWS_REFUSED("Workflows that clients were refused."),
    CONTROLLER_REGISTRATIONS_STALE(
            "Registrations and goodbyes ignored because their process was replaced by another."),
    CONTROLLER_CALLS_FAILED("Calls to orchestrators that failed, by what they were to do.");

    private final String help;

    ControllerMetric(String help) {
        this.help = help;
    }

    @Override
    public String help() {
        return help;
    }
}
