package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.model.Migration;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.RpcException.Code;
import io.edgeless.api.rpc.wire.DomainCapabilitiesEntry;
import io.edgeless.api.rpc.wire.DomainCapabilitiesList;
import io.edgeless.api.rpc.wire.DomainId;
import io.edgeless.api.rpc.wire.MigrateWorkflowRequest;
import io.edgeless.api.rpc.wire.SpawnWorkflowRequest;
import io.edgeless.api.rpc.wire.SpawnWorkflowResponse;
import io.edgeless.api.rpc.wire.WorkflowId;
import io.edgeless.api.rpc.wire.WorkflowIdList;
import io.edgeless.api.rpc.wire.WorkflowInstanceGrpc;
import io.edgeless.api.rpc.wire.WorkflowInstanceInfo;
import io.grpc.stub.StreamObserver;

import java.util.Optional;
import java.util.function.UnaryOperator;

/// The controller's end of service WorkflowInstance.
public final class WorkflowService extends WorkflowInstanceGrpc.WorkflowInstanceImplBase {

    private final Workflows workflows;

    public WorkflowService(Workflows workflows) {
        this.workflows = workflows;
    }

    @Override
    public void start(
            SpawnWorkflowRequest request, StreamObserver<SpawnWorkflowResponse> observer) {
        Answering.answer(observer, text -> text, () -> WorkflowWire.write(result(request)));
    }

    private WorkflowResult result(SpawnWorkflowRequest request) {
        WorkflowRequest read;
        try {
            read = WorkflowWire.read(request);
        } catch (Malformed e) {
            return new WorkflowResult.Refused(
                    Refusal.of("Invalid request", String.valueOf(e.getMessage())));
        }
        return workflows.start(read);
    }

    @Override
    public void stop(WorkflowId request, StreamObserver<Empty> observer) {
        Answering.done(
                observer, internal("stopping"), () -> workflows.stop(id(request, "stopping")));
    }

    private static UnaryOperator<String> internal(String doing) {
        return text -> "Internal error when " + doing + " a workflow: " + text;
    }

    /// A bad id is answered with INTERNAL, as in v1.2.
    private static io.edgeless.api.id.WorkflowId id(WorkflowId wire, String doing) {
        return io.edgeless.api.id.WorkflowId.parse(wire.getWorkflowId())
                .orElseThrow(() ->
                        new RpcException(
                                Code.INTERNAL,
                                internal(doing)
                                        .apply(
                                                "not a workflow id: '"
                                                        + wire.getWorkflowId()
                                                        + "'")));
    }

    @Override
    public void list(Empty request, StreamObserver<WorkflowIdList> observer) {
        Answering.answer(
                observer,
                text -> text,
                () ->
                        WorkflowIdList.newBuilder()
                                .addAllIdentifiers(
                                        workflows.list().stream().map(Object::toString).toList())
                                .build());
    }

    @Override
    public void inspect(WorkflowId request, StreamObserver<WorkflowInstanceInfo> observer) {
        Answering.answer(
                observer,
                internal("inspecting"),
                () -> WorkflowWire.write(workflows.inspect(id(request, "inspecting"))));
    }

    @Override
    public void domains(DomainId request, StreamObserver<DomainCapabilitiesList> observer) {
        Answering.answer(observer, text -> text, () -> domains(request));
    }

    private DomainCapabilitiesList domains(DomainId request) {
        DomainCapabilitiesList.Builder list = DomainCapabilitiesList.newBuilder();
        Optional<io.edgeless.api.id.DomainId> wanted =
                request.getDomainId().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new io.edgeless.api.id.DomainId(request.getDomainId()));
        workflows
                .domains(wanted)
                .forEach((id, capabilities) ->
                        list.addDomainCapabilities(
                                DomainCapabilitiesEntry.newBuilder()
                                        .setDomainId(id.value())
                                        .setDomainCapabilities(DomainWire.write(capabilities))));
        return list.build();
    }

    @Override
    public void migrate(
            MigrateWorkflowRequest request, StreamObserver<SpawnWorkflowResponse> observer) {
        Answering.answer(
                observer,
                internal("migrating"),
                () -> WorkflowWire.write(workflows.migrate(migration(request))));
    }

    /// A request that cannot be translated is answered with INTERNAL, as in v1.2.
    private static Migration migration(MigrateWorkflowRequest request) {
        try {
            return WorkflowWire.read(request);
        } catch (Malformed e) {
            throw new RpcException(
                    Code.INTERNAL, internal("migrating").apply(String.valueOf(e.getMessage())));
        }
    }
}
