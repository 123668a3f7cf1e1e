package io.edgeless.api.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;

import io.edgeless.api.model.ComponentRef;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.StartResult;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.wire.DomainRegistrationGrpc;
import io.edgeless.api.rpc.wire.FunctionInstanceGrpc;
import io.edgeless.api.rpc.wire.FunctionInvocationGrpc;
import io.edgeless.api.rpc.wire.NodeManagementGrpc;
import io.edgeless.api.rpc.wire.NodeRegistrationGrpc;
import io.edgeless.api.rpc.wire.ResourceConfigurationGrpc;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.WorkflowInstanceGrpc;
import io.edgeless.api.rpc.wire.v2.LogsGrpc;
import io.edgeless.api.rpc.wire.v2.WireV2;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

/// A request that cannot be read is answered as v1.2 does, and never reaches the implementation.
class UnreadableRequestTest {

    private static final Wire.InstanceId BAD_ID =
            Wire.InstanceId.newBuilder().setNodeId("n").setFunctionId("f").build();

    private final List<Object> reached = new ArrayList<>();

    @Test
    void startFunction_isRefused() {
        Wire.SpawnFunctionRequest good = WireComponents.write(Examples.functionSpec());
        String summary = "Invalid function instance creation request";
        MethodDescriptor<Wire.SpawnFunctionRequest, Wire.StartComponentResponse> start =
                FunctionInstanceGrpc.getStartMethod();

        assertThat(refusal(start, good.toBuilder().clearCode().build()))
                .isEqualTo(Refusal.of(summary, "code is missing"));
        assertThat(refusal(start, good.toBuilder().clearStateSpecification().build()))
                .isEqualTo(Refusal.of(summary, "state_specification is missing"));
        assertThat(
                        refusal(
                                start,
                                good.toBuilder()
                                        .setStateSpecification(
                                                Wire.StateSpecification.newBuilder()
                                                        .setStateId("x"))
                                        .build()))
                .isEqualTo(Refusal.of(summary, "state_id 'x' is no UUID"));
        assertThat(refusal(start, good.toBuilder().setLogicalId("x").build()))
                .isEqualTo(Refusal.of(summary, "logical_id 'x' is no UUID"));
        assertThat(refusal(start, good.toBuilder().setEpoch(0).build()))
                .isEqualTo(Refusal.of(summary, "epoch 0 is not from 1 to 2^63 - 1"));
        assertThat(refusal(start, good.toBuilder().setEpoch(-1).build()))
                .isEqualTo(
                        Refusal.of(
                                summary, "epoch 18446744073709551615 is not from 1 to 2^63 - 1"));
    }

    @Test
    void startResource_isRefused() {
        var request = Wire.ResourceInstanceSpecification.newBuilder().setLogicalId("x").build();

        assertThat(refusal(ResourceConfigurationGrpc.getStartMethod(), request))
                .isEqualTo(
                        Refusal.of(
                                "Invalid resource instance creation request",
                                "logical_id 'x' is no UUID"));
    }

    @Test
    void stop_isInvalid() {
        var none = Wire.InstanceIdVariant.getDefaultInstance();
        var bad = Wire.InstanceIdVariant.newBuilder().setInstanceId(BAD_ID).build();

        assertThat(componentFailure(FunctionInstanceGrpc.getStopMethod(), none))
                .isEqualTo("INVALID_ARGUMENT: Error when stopping a function instance: Missing Id");
        assertThat(componentFailure(ResourceConfigurationGrpc.getStopMethod(), none))
                .isEqualTo("INVALID_ARGUMENT: Error when deleting a resource: Missing Id");
        assertThat(componentFailure(FunctionInstanceGrpc.getStopMethod(), bad))
                .isEqualTo(
                        "INVALID_ARGUMENT: Error when stopping a function instance:"
                                + " instance_id.node_id 'n' is no UUID");
    }

    @Test
    void patch_isInvalid() {
        Wire.PatchRequest good = WireComponents.write(Examples.patch());
        var noComponent = good.toBuilder().clearFunctionId().build();
        var badTarget = good.toBuilder().putOutputMapping("out", BAD_ID).build();
        var badSource =
                good.toBuilder()
                        .addSources(
                                Wire.SourceEpoch.newBuilder()
                                        .setLogicalId(Examples.LOGICAL.toString()))
                        .build();

        assertThat(componentFailure(FunctionInstanceGrpc.getPatchMethod(), noComponent))
                .isEqualTo(
                        "INVALID_ARGUMENT: Error when updating the links of a function instance:"
                                + " function_id '' is no UUID");
        assertThat(componentFailure(ResourceConfigurationGrpc.getPatchMethod(), badTarget))
                .isEqualTo(
                        "INVALID_ARGUMENT: Error when patching a resource: target of channel"
                                + " 'out'.node_id 'n' is no UUID");
        assertThat(componentFailure(FunctionInstanceGrpc.getPatchMethod(), badSource))
                .isEqualTo(
                        "INVALID_ARGUMENT: Error when updating the links of a function instance:"
                                + " epoch 0 is not from 1 to 2^63 - 1");
    }

    @Test
    void updateNode_isInvalid() {
        Wire.UpdateNodeRequest good = WireNodes.write(Examples.nodeUpdate());
        String prefix = "INVALID_ARGUMENT: Error when parsing an UpdateNodeRequest message: ";
        var provider = Wire.ResourceProviderSpecification.newBuilder();

        assertThat(nodeFailure(good.toBuilder().setNodeId("x").build()))
                .isEqualTo(prefix + "node_id 'x' is no UUID");
        assertThat(
                        nodeFailure(
                                good.toBuilder()
                                        .addResourceProviders(provider.setClassType("c"))
                                        .build()))
                .isEqualTo(prefix + "provider_id is empty");
        assertThat(
                        nodeFailure(
                                good.toBuilder()
                                        .addResourceProviders(
                                                provider.setProviderId("p").setClassType(""))
                                        .build()))
                .isEqualTo(prefix + "class_type is empty");
        assertThat(
                        nodeFailure(
                                good.toBuilder()
                                        .setRunning(
                                                Wire.RunningInstances.newBuilder()
                                                        .addInstances(
                                                                Wire.RunningInstance.newBuilder()))
                                        .build()))
                .isEqualTo(prefix + "running.instance is missing");
    }

    @Test
    void updatePeers_isInvalid() {
        var request = Wire.UpdatePeersRequest.newBuilder();
        String prefix = "INVALID_ARGUMENT: Error when updating the peers of a node: ";

        assertThat(peersFailure(request.setRequestTypeValue(7).build()))
                .isEqualTo(prefix + "request_type 7 is unknown");
        assertThat(peersFailure(request.setRequestType(Wire.UpdatePeersRequestType.DEL).build()))
                .isEqualTo(prefix + "node_id is missing");
        assertThat(
                        peersFailure(
                                request.setRequestType(Wire.UpdatePeersRequestType.ADD)
                                        .setNodeId("x")
                                        .build()))
                .isEqualTo(prefix + "invocation_url is missing");
        assertThat(peersFailure(request.setInvocationUrl("http://a:1").build()))
                .isEqualTo(prefix + "node_id 'x' is no UUID");
    }

    @Test
    void startWorkflow_isRefused() {
        var request =
                Wire.SpawnWorkflowRequest.newBuilder()
                        .addWorkflowFunctions(Wire.WorkflowFunction.newBuilder().setName("f"))
                        .build();
        try (var wired = new Wired(new WorkflowService(workflows()))) {
            assertThat(
                            WireWorkflows.read(
                                    wired.call(WorkflowInstanceGrpc.getStartMethod(), request)))
                    .isEqualTo(
                            new WorkflowResult.Refused(
                                    Refusal.of(
                                            "Invalid request",
                                            "class_spec of function 'f' is missing")));
        }
        assertThat(reached).isEmpty();
    }

    @Test
    void workflowIds_areAnsweredInternal() {
        var bad = Wire.WorkflowId.newBuilder().setWorkflowId("wf").build();
        var noDomain =
                Wire.MigrateWorkflowRequest.newBuilder()
                        .setWorkflowId(WireIds.write(Examples.WORKFLOW))
                        .build();
        var badId =
                noDomain.toBuilder()
                        .setWorkflowId(bad)
                        .setDomainId(Wire.DomainId.newBuilder().setDomainId("d"))
                        .build();

        assertThat(workflowFailure(WorkflowInstanceGrpc.getStopMethod(), bad))
                .isEqualTo(
                        "INTERNAL: Internal error when stopping a workflow: workflow_id 'wf' is no"
                                + " UUID");
        assertThat(workflowFailure(WorkflowInstanceGrpc.getInspectMethod(), bad))
                .isEqualTo(
                        "INTERNAL: Internal error when inspecting a workflow: workflow_id 'wf' is"
                                + " no UUID");
        assertThat(workflowFailure(WorkflowInstanceGrpc.getMigrateMethod(), noDomain))
                .isEqualTo(
                        "INTERNAL: Internal error when migrating a workflow: missing workflow_id"
                                + " or domain_id in MigrateWorkflowRequest");
        assertThat(workflowFailure(WorkflowInstanceGrpc.getMigrateMethod(), badId))
                .isEqualTo(
                        "INTERNAL: Internal error when migrating a workflow: workflow_id 'wf' is"
                                + " no UUID");
    }

    @Test
    void updateDomain_isRefused() {
        var empty = Wire.UpdateDomainRequest.getDefaultInstance();
        var bad =
                Wire.UpdateDomainRequest.newBuilder()
                        .setDomainId("d")
                        .setComponents(
                                Wire.ComponentReports.newBuilder()
                                        .addReports(Wire.ComponentReport.newBuilder()))
                        .build();
        Domains domains =
                update -> {
                    throw new AssertionError("reached");
                };
        try (var wired = new Wired(new DomainService(domains))) {
            var method = DomainRegistrationGrpc.getUpdateDomainMethod();
            assertThat(WireRefusals.read(wired.call(method, empty).getResponseError()))
                    .isEqualTo(Refusal.of("Empty domain identifier"));
            assertThat(WireRefusals.read(wired.call(method, bad).getResponseError()))
                    .isEqualTo(
                            Refusal.of(
                                    "Invalid domain registration",
                                    "components.logical_id '' is no UUID"));
        }
    }

    @ParameterizedTest
    @CsvSource({"target", "source", "msg", "created", "metadata"})
    void event_withoutAPart_isABadRequest(String field) {
        var descriptor = Wire.Event.getDescriptor().findFieldByName(field);
        var event = WireEvents.write(Examples.event()).toBuilder().clearField(descriptor).build();

        assertThat(eventFailure(event))
                .isEqualTo("INVALID_ARGUMENT: Bad Request: " + field + " is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "15,8,trace_id,15,16",
        "17,8,trace_id,17,16",
        "16,0,span_id,0,8",
        "0,0,trace_id,0,16"
    })
    void event_withMetadataOfWrongLength_isABadRequest(
            int trace, int span, String field, int length, int wanted) {
        var event =
                WireEvents.write(Examples.event()).toBuilder()
                        .setMetadata(
                                Wire.EventSerializedMetadata.newBuilder()
                                        .setTraceId(ByteString.copyFrom(new byte[trace]))
                                        .setSpanId(ByteString.copyFrom(new byte[span])))
                        .build();

        assertThat(eventFailure(event))
                .isEqualTo(
                        "INVALID_ARGUMENT: Bad Request: metadata.%s has %d bytes, not %d"
                                .formatted(field, length, wanted));
    }

    @Test
    void logQuery_isInvalid() {
        Logs logs =
                query -> {
                    throw new AssertionError("reached");
                };
        try (var wired = new Wired(new LogService(logs))) {
            var badId = WireV2.LogRequest.newBuilder().addLogicalIds("x").build();
            var badKey = WireV2.LogRequest.newBuilder().putAfter("x", 1).build();

            assertThat(text(wired.failure(LogsGrpc.getReadMethod(), badId)))
                    .isEqualTo(
                            "INVALID_ARGUMENT: Error when reading logs: logical_ids 'x' is no"
                                    + " UUID");
            assertThat(text(wired.failure(LogsGrpc.getReadMethod(), badKey)))
                    .isEqualTo("INVALID_ARGUMENT: Error when reading logs: after 'x' is no UUID");
        }
    }

    @Test
    void longText_isCutInTheMessage() {
        var bad = Wire.WorkflowId.newBuilder().setWorkflowId("x".repeat(1 << 20)).build();

        assertThat(workflowFailure(WorkflowInstanceGrpc.getStopMethod(), bad))
                .isEqualTo(
                        "INTERNAL: Internal error when stopping a workflow: workflow_id '%s...' is"
                                        .formatted("x".repeat(64))
                                + " no UUID");
    }

    private Refusal refusal(
            MethodDescriptor<? extends MessageLite, Wire.StartComponentResponse> method,
            MessageLite request) {
        var components =
                new RecordingComponents(
                        new StartResult.Started(new ComponentRef.Logical(Examples.LOGICAL)));
        try (var wired = new Wired(new ComponentService(components).services())) {
            byte[] answer = wired.callWithBytes(method, request.toByteArray());
            assertThat(components.asked()).isEmpty();
            return WireRefusals.read(
                    Wire.StartComponentResponse.parseFrom(answer).getResponseError());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static <Q, A> String componentFailure(MethodDescriptor<Q, A> method, Q request) {
        var components =
                new RecordingComponents(
                        new StartResult.Started(new ComponentRef.Logical(Examples.LOGICAL)));
        try (var wired = new Wired(new ComponentService(components).services())) {
            String text = text(wired.failure(method, request));
            assertThat(components.asked()).isEmpty();
            return text;
        }
    }

    private static String nodeFailure(Wire.UpdateNodeRequest request) {
        Nodes nodes =
                update -> {
                    throw new AssertionError("reached");
                };
        try (var wired = new Wired(new NodeService(nodes))) {
            return text(wired.failure(NodeRegistrationGrpc.getUpdateNodeMethod(), request));
        }
    }

    private String peersFailure(Wire.UpdatePeersRequest request) {
        var management =
                new NodeManagement() {
                    @Override
                    public void updatePeers(io.edgeless.api.model.PeerUpdate update) {
                        reached.add(update);
                    }

                    @Override
                    public void reset() {
                        reached.add("reset");
                    }
                };
        try (var wired = new Wired(new NodeManagementService(management))) {
            String text = text(wired.failure(NodeManagementGrpc.getUpdatePeersMethod(), request));
            assertThat(reached).isEmpty();
            return text;
        }
    }

    private <Q, A> String workflowFailure(MethodDescriptor<Q, A> method, Q request) {
        ScriptedWorkflows workflows = workflows();
        try (var wired = new Wired(new WorkflowService(workflows))) {
            String text = text(wired.failure(method, request));
            assertThat(workflows.asked()).isEmpty();
            return text;
        }
    }

    private static ScriptedWorkflows workflows() {
        return new ScriptedWorkflows(new WorkflowResult.Accepted(Examples.workflowStatus()));
    }

    private static String eventFailure(Wire.Event event) {
        Invocations invocations =
                read -> {
                    throw new AssertionError("reached");
                };
        try (var wired = new Wired(new InvocationService(invocations).services())) {
            return text(wired.failure(FunctionInvocationGrpc.getHandleMethod(), event));
        }
    }

    private static String text(StatusRuntimeException e) {
        return e.getStatus().getCode() + ": " + e.getStatus().getDescription();
    }
}
