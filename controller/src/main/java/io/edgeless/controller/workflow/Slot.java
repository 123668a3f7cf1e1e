package io.edgeless.controller.workflow;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;

/// Where one component of a workflow belongs.
///
/// @param logical chosen by the controller; a v1.2 orchestrator answers with one of its own
/// @param started whether its domain has once confirmed the start
public record Slot(
        String component, ComponentKind kind, DomainId domain, LogicalId logical, boolean started) {

    /// The same slot after its domain has confirmed the start.
    public Slot startedAs(LogicalId actual) {
        return new Slot(component, kind, domain, actual, true);
    }
}
