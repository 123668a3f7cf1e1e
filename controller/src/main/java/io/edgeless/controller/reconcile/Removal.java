package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.controller.workflow.ComponentKind;

/// A component that must no longer run in its domain; kept until the domain has confirmed the stop.
///
/// @param started whether its domain has ever confirmed the start
public record Removal(DomainId domain, LogicalId logical, ComponentKind kind, boolean started) {}
