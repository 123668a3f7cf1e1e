package io.edgeless.controller.workflow;

/// Which of the two services of an orchestrator a component belongs to.
public enum ComponentKind {
    FUNCTION,
    RESOURCE,
    /// Reported by a domain, but not started by this controller as far as it remembers.
    UNKNOWN
}
