package io.edgeless.api.rpc;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Quoted;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.wire.Wire;

import java.util.List;
import java.util.Optional;

/// Workflows between wire and model.
final class WireWorkflows {

    private WireWorkflows() {}

    static WorkflowRequest read(Wire.SpawnWorkflowRequest request) {
        String requestId = request.getRequestId();
        return new WorkflowRequest(
                spec(request), requestId.isEmpty() ? Optional.empty() : Optional.of(requestId));
    }

    static Wire.SpawnWorkflowRequest write(WorkflowRequest request) {
        return builderOf(request.spec()).setRequestId(request.requestId().orElse("")).build();
    }

    private static WorkflowSpec spec(Wire.SpawnWorkflowRequest request) {
        return new WorkflowSpec(
                request.getWorkflowFunctionsList().stream().map(WireWorkflows::read).toList(),
                request.getWorkflowResourcesList().stream().map(WireWorkflows::read).toList(),
                request.getAnnotationsMap());
    }

    private static Wire.SpawnWorkflowRequest.Builder builderOf(WorkflowSpec spec) {
        return Wire.SpawnWorkflowRequest.newBuilder()
                .addAllWorkflowFunctions(
                        spec.functions().stream().map(WireWorkflows::write).toList())
                .addAllWorkflowResources(
                        spec.resources().stream().map(WireWorkflows::write).toList())
                .putAllAnnotations(spec.annotations());
    }

    /// A function without class is refused; v1.2 forgets it and starts the rest.
    private static WorkflowFunction read(Wire.WorkflowFunction function) {
        Malformed.unlessPresent(
                function.hasClassSpec(),
                "class_spec of function " + Quoted.text(function.getName()));
        return new WorkflowFunction(
                function.getName(),
                WireComponents.read(function.getClassSpec()),
                function.getOutputMappingMap(),
                function.getAnnotationsMap());
    }

    private static Wire.WorkflowFunction write(WorkflowFunction function) {
        return Wire.WorkflowFunction.newBuilder()
                .setName(function.name())
                .setClassSpec(WireComponents.write(function.functionClass()))
                .putAllOutputMapping(function.outputMapping())
                .putAllAnnotations(function.annotations())
                .build();
    }

    private static WorkflowResource read(Wire.WorkflowResource resource) {
        return new WorkflowResource(
                resource.getName(),
                resource.getClassType(),
                resource.getOutputMappingMap(),
                resource.getConfigurationsMap());
    }

    private static Wire.WorkflowResource write(WorkflowResource resource) {
        return Wire.WorkflowResource.newBuilder()
                .setName(resource.name())
                .setClassType(resource.classType())
                .putAllOutputMapping(resource.outputMapping())
                .putAllConfigurations(resource.configurations())
                .build();
    }

    /// The status wins over an error beside it, as in v1.2.
    static WorkflowResult read(Wire.SpawnWorkflowResponse response) {
        if (response.hasWorkflowStatus()) {
            return new WorkflowResult.Accepted(read(response.getWorkflowStatus()));
        }
        Malformed.unlessPresent(response.hasResponseError(), "workflow_status or response_error");
        return new WorkflowResult.Refused(WireRefusals.read(response.getResponseError()));
    }

    static Wire.SpawnWorkflowResponse write(WorkflowResult result) {
        return switch (result) {
            case WorkflowResult.Accepted(WorkflowStatus status) ->
                    Wire.SpawnWorkflowResponse.newBuilder()
                            .setWorkflowStatus(write(status))
                            .build();
            case WorkflowResult.Refused(Refusal refusal) ->
                    Wire.SpawnWorkflowResponse.newBuilder()
                            .setResponseError(WireRefusals.write(refusal))
                            .build();
        };
    }

    private static WorkflowStatus read(Wire.WorkflowInstanceStatus status) {
        Malformed.unlessPresent(status.hasWorkflowId(), "workflow_id");
        WorkflowId id = WireIds.read(status.getWorkflowId());
        return new WorkflowStatus(
                id, status.getDomainMappingList().stream().map(entry -> read(id, entry)).toList());
    }

    private static Wire.WorkflowInstanceStatus write(WorkflowStatus status) {
        return Wire.WorkflowInstanceStatus.newBuilder()
                .setWorkflowId(WireIds.write(status.id()))
                .addAllDomainMapping(
                        status.components().stream().map(WireWorkflows::write).toList())
                .build();
    }

    /// An empty state stands for "no report".
    private static ComponentStatus read(WorkflowId workflow, Wire.WorkflowFunctionMapping entry) {
        var logical = WireIds.logical("domain_mapping.function_id", entry.getFunctionId());
        Optional<ComponentReport> report =
                entry.getState().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new ComponentReport(
                                        logical,
                                        workflow.toString(),
                                        WireDomains.nodeOrEmpty(
                                                "domain_mapping.node_id", entry.getNodeId()),
                                        WireStates.read(entry.getState()),
                                        entry.getDetail(),
                                        WireNumbers.count(entry.getRestarts()),
                                        entry.getUrl()));
        return new ComponentStatus(entry.getName(), logical, entry.getDomainId(), report);
    }

    private static Wire.WorkflowFunctionMapping write(ComponentStatus component) {
        var entry =
                Wire.WorkflowFunctionMapping.newBuilder()
                        .setName(component.name())
                        .setFunctionId(component.logical().toString())
                        .setDomainId(component.domain());
        component
                .report()
                .ifPresent(report ->
                        entry.setNodeId(report.node().map(NodeId::toString).orElse(""))
                                .setState(WireStates.text(report.state()))
                                .setDetail(report.detail())
                                .setRestarts(report.restarts())
                                .setUrl(report.url()));
        return entry.build();
    }

    static List<WorkflowId> read(Wire.WorkflowIdList list) {
        return list.getIdentifiersList().stream()
                .map(id -> WireIds.id(WorkflowId::parse, "identifiers", id))
                .toList();
    }

    static Wire.WorkflowIdList write(List<WorkflowId> ids) {
        return Wire.WorkflowIdList.newBuilder()
                .addAllIdentifiers(ids.stream().map(WorkflowId::toString).toList())
                .build();
    }

    static WorkflowInfo read(Wire.WorkflowInstanceInfo info) {
        Malformed.unlessPresent(info.hasRequest(), "request");
        Malformed.unlessPresent(info.hasStatus(), "status");
        return new WorkflowInfo(spec(info.getRequest()), read(info.getStatus()));
    }

    static Wire.WorkflowInstanceInfo write(WorkflowInfo info) {
        return Wire.WorkflowInstanceInfo.newBuilder()
                .setRequest(builderOf(info.spec()))
                .setStatus(write(info.status()))
                .build();
    }

    static Migration read(Wire.MigrateWorkflowRequest request) {
        if (!request.hasWorkflowId() || !request.hasDomainId()) {
            throw new Malformed("missing workflow_id or domain_id in MigrateWorkflowRequest");
        }
        String component = request.getComponent();
        return new Migration(
                WireIds.read(request.getWorkflowId()),
                WireDomains.domain("domain_id", request.getDomainId().getDomainId()),
                component.isEmpty() ? Optional.empty() : Optional.of(component));
    }

    static Wire.MigrateWorkflowRequest write(Migration migration) {
        return Wire.MigrateWorkflowRequest.newBuilder()
                .setWorkflowId(WireIds.write(migration.workflow()))
                .setDomainId(Wire.DomainId.newBuilder().setDomainId(migration.target().value()))
                .setComponent(migration.component().orElse(""))
                .build();
    }
}
