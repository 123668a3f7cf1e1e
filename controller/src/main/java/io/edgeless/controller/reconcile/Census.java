package io.edgeless.controller.reconcile;

import io.edgeless.api.model.InstanceState;

import java.util.Map;

/// How many of everything there are.
///
/// @param domains within their leases
public record Census(
        int domains, Map<Standing, Integer> workflows, Map<InstanceState, Integer> components) {

    /// How a workflow stands.
    public enum Standing {
        /// All of it was started where it was placed.
        RUNNING,
        /// Something of it is to be started.
        STARTING,
        /// No domain has it.
        UNPLACED,
        /// Its domain has not been heard of.
        UNREACHABLE
    }

    public Census {
        workflows = Map.copyOf(workflows);
        components = Map.copyOf(components);
    }
}
