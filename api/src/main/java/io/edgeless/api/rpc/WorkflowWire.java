package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResource;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.api.rpc.wire.MigrateWorkflowRequest;
import io.edgeless.api.rpc.wire.SpawnWorkflowRequest;
import io.edgeless.api.rpc.wire.SpawnWorkflowResponse;
import io.edgeless.api.rpc.wire.WorkflowFunctionMapping;
import io.edgeless.api.rpc.wire.WorkflowInstanceInfo;
import io.edgeless.api.rpc.wire.WorkflowInstanceStatus;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Translates workflows. Readers throw [Malformed].
final class WorkflowWire {

    private WorkflowWire() {}

    static WorkflowRequest read(SpawnWorkflowRequest wire) {
        return new WorkflowRequest(
                spec(wire),
                wire.getRequestId().isEmpty()
                        ? Optional.empty()
                        : Optional.of(wire.getRequestId()));
    }

    private static WorkflowSpec spec(SpawnWorkflowRequest wire) {
        return new WorkflowSpec(
                wire.getWorkflowFunctionsList().stream().map(WorkflowWire::read).toList(),
                wire.getWorkflowResourcesList().stream().map(WorkflowWire::read).toList(),
                wire.getAnnotationsMap());
    }

    private static WorkflowFunction read(io.edgeless.api.rpc.wire.WorkflowFunction wire) {
        if (!wire.hasClassSpec()) {
            throw new Malformed("function '" + wire.getName() + "' has no class_spec");
        }
        return new WorkflowFunction(
                wire.getName(),
                ComponentWire.read(wire.getClassSpec()),
                wire.getOutputMappingMap(),
                wire.getAnnotationsMap());
    }

    private static WorkflowResource read(io.edgeless.api.rpc.wire.WorkflowResource wire) {
        return new WorkflowResource(
                wire.getName(),
                wire.getClassType(),
                wire.getOutputMappingMap(),
                wire.getConfigurationsMap());
    }

    static SpawnWorkflowRequest write(WorkflowRequest request) {
        return write(request.spec()).setRequestId(request.requestId().orElse("")).build();
    }

    private static SpawnWorkflowRequest.Builder write(WorkflowSpec spec) {
        SpawnWorkflowRequest.Builder wire =
                SpawnWorkflowRequest.newBuilder().putAllAnnotations(spec.annotations());
        for (WorkflowFunction function : spec.functions()) {
            wire.addWorkflowFunctions(
                    io.edgeless.api.rpc.wire.WorkflowFunction.newBuilder()
                            .setName(function.name())
                            .setClassSpec(ComponentWire.write(function.functionClass()))
                            .putAllOutputMapping(function.outputMapping())
                            .putAllAnnotations(function.annotations()));
        }
        for (WorkflowResource resource : spec.resources()) {
            wire.addWorkflowResources(
                    io.edgeless.api.rpc.wire.WorkflowResource.newBuilder()
                            .setName(resource.name())
                            .setClassType(resource.classType())
                            .putAllOutputMapping(resource.outputMapping())
                            .putAllConfigurations(resource.configurations()));
        }
        return wire;
    }

    /// The status takes precedence over an error, as in v1.2.
    static WorkflowResult read(SpawnWorkflowResponse wire) {
        if (wire.hasWorkflowStatus()) {
            return new WorkflowResult.Accepted(read(wire.getWorkflowStatus()));
        }
        if (wire.hasResponseError()) {
            return new WorkflowResult.Refused(ComponentWire.read(wire.getResponseError()));
        }
        throw new Malformed("the answer has neither a status nor an error");
    }

    static SpawnWorkflowResponse write(WorkflowResult result) {
        SpawnWorkflowResponse.Builder wire = SpawnWorkflowResponse.newBuilder();
        switch (result) {
            case WorkflowResult.Accepted(WorkflowStatus status) ->
                    wire.setWorkflowStatus(write(status));
            case WorkflowResult.Refused(Refusal refusal) ->
                    wire.setResponseError(ComponentWire.write(refusal));
        }
        return wire.build();
    }

    private static WorkflowStatus read(WorkflowInstanceStatus wire) {
        return new WorkflowStatus(
                IdWire.workflow(wire.getWorkflowId().getWorkflowId()),
                wire.getDomainMappingList().stream()
                        .map(mapping -> read(mapping, wire.getWorkflowId().getWorkflowId()))
                        .toList());
    }

    private static ComponentStatus read(WorkflowFunctionMapping wire, String workflow) {
        LogicalId logical = IdWire.logical(wire.getFunctionId());
        return new ComponentStatus(
                wire.getName(), logical, wire.getDomainId(), report(wire, logical, workflow));
    }

    /// A v1.2 controller reports no state.
    private static Optional<ComponentReport> report(
            WorkflowFunctionMapping wire, LogicalId logical, String workflow) {
        if (wire.getState().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ComponentReport(
                        logical,
                        workflow,
                        NodeId.parse(wire.getNodeId()),
                        state(wire.getState()),
                        wire.getDetail(),
                        NodeWire.clampUnsigned(wire.getRestarts()),
                        wire.getUrl()));
    }

    private static InstanceState state(String text) {
        return Arrays.stream(InstanceState.values())
                .filter(state -> text(state).equals(text))
                .findFirst()
                .orElse(InstanceState.UNKNOWN);
    }

    private static String text(InstanceState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static WorkflowInstanceStatus write(WorkflowStatus status) {
        WorkflowInstanceStatus.Builder wire =
                WorkflowInstanceStatus.newBuilder().setWorkflowId(write(status.id()));
        status.components().forEach(component -> wire.addDomainMapping(write(component)));
        return wire.build();
    }

    private static WorkflowFunctionMapping write(ComponentStatus component) {
        WorkflowFunctionMapping.Builder wire =
                WorkflowFunctionMapping.newBuilder()
                        .setName(component.name())
                        .setFunctionId(component.logical().toString())
                        .setDomainId(component.domain());
        component
                .report()
                .ifPresent(report ->
                        wire.setNodeId(report.node().map(NodeId::toString).orElse(""))
                                .setState(text(report.state()))
                                .setDetail(report.detail())
                                .setRestarts(report.restarts())
                                .setUrl(report.url()));
        return wire.build();
    }

    static WorkflowInfo read(WorkflowInstanceInfo wire) {
        return new WorkflowInfo(spec(wire.getRequest()), read(wire.getStatus()));
    }

    static WorkflowInstanceInfo write(WorkflowInfo info) {
        return WorkflowInstanceInfo.newBuilder()
                .setRequest(write(info.spec()))
                .setStatus(write(info.status()))
                .build();
    }

    static io.edgeless.api.rpc.wire.WorkflowId write(WorkflowId id) {
        return io.edgeless.api.rpc.wire.WorkflowId.newBuilder()
                .setWorkflowId(id.toString())
                .build();
    }

    static Migration read(MigrateWorkflowRequest wire) {
        if (!wire.hasWorkflowId() || wire.getDomainId().getDomainId().isEmpty()) {
            throw new Malformed("missing workflow_id or domain_id in MigrateWorkflowRequest");
        }
        return new Migration(
                IdWire.workflow(wire.getWorkflowId().getWorkflowId()),
                new DomainId(wire.getDomainId().getDomainId()),
                wire.getComponent().isEmpty()
                        ? Optional.empty()
                        : Optional.of(wire.getComponent()));
    }

    static MigrateWorkflowRequest write(Migration migration) {
        return MigrateWorkflowRequest.newBuilder()
                .setWorkflowId(write(migration.workflow()))
                .setDomainId(
                        io.edgeless.api.rpc.wire.DomainId.newBuilder()
                                .setDomainId(migration.target().value()))
                .setComponent(migration.component().orElse(""))
                .build();
    }
}
