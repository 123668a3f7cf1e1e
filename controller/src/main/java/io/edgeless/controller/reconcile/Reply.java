package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowResult;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// What a blocked caller is answered.
public sealed interface Reply {

    /// To a start or a migration.
    record OfWorkflow(WorkflowResult result) implements Reply {}

    /// To a stop.
    ///
    /// @param pending components whose domains have not confirmed yet; they are stopped later
    record Stopped(int pending) implements Reply {}

    record Listed(List<WorkflowId> workflows) implements Reply {}

    /// To an inspection; empty for an unknown workflow.
    record Inspected(Optional<WorkflowInfo> info) implements Reply {}

    record Domains(Map<DomainId, DomainCapabilities> domains) implements Reply {}

    /// Where the orchestrators of domains within their leases are reached, by id.
    record DomainUrls(SortedMap<DomainId, String> urls) implements Reply {}

    record Counted(Census census) implements Reply {}

    /// To a registration.
    ///
    /// @param isStale whether it was ignored, because another process has replaced its sender
    record OfDomain(DomainAnswer answer, boolean isStale) implements Reply {}

    /// Where the components of a workflow run; empty for an unknown workflow.
    record Located(Optional<List<Place>> places) implements Reply {}

    /// Where one component runs.
    ///
    /// @param url of its orchestrator
    record Place(String component, LogicalId logical, String url) {}
}
