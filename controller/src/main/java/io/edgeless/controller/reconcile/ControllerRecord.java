package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.controller.domains.KnownDomain;
import io.edgeless.controller.workflow.Slot;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the controller remembers after a crash. The names of these types and of their components
/// are the format on the disk.
public sealed interface ControllerRecord {

    /// A workflow is to run.
    record Accepted(
            WorkflowId workflow,
            Optional<String> requestId,
            WorkflowSpec spec,
            Map<String, StateId> states)
            implements ControllerRecord {}

    /// Its components are about to be started at these places.
    record Placed(WorkflowId workflow, int generation, List<Slot> slots)
            implements ControllerRecord {}

    /// A domain confirmed a start.
    record Started(WorkflowId workflow, int generation, String component, LogicalId logical)
            implements ControllerRecord {}

    /// All of it runs: its client may be told.
    record Established(WorkflowId workflow) implements ControllerRecord {}

    /// Its components are to be stopped; it is in no domain now.
    record Withdrawn(WorkflowId workflow) implements ControllerRecord {}

    /// It is stopped for good, or was never established.
    ///
    /// @param why answered to a repeat of the request that had started it
    record Ended(WorkflowId workflow, String why) implements ControllerRecord {}

    /// This component must not run.
    record Doomed(Removal removal) implements ControllerRecord {}

    /// The domain confirmed that it does not run.
    record Removed(Removal removal) implements ControllerRecord {}

    /// A domain registered for the first time, or its orchestrator was restarted.
    record Known(KnownDomain domain) implements ControllerRecord {}

    /// A v1.2 domain was told to drop all its components.
    record Reset(DomainId domain) implements ControllerRecord {}

    /// A request that had been answered with a workflow that has ended since.
    record Answered(String requestId, String why) implements ControllerRecord {}
}
