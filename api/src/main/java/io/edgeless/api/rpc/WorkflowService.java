package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.WorkflowInstanceGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;

import java.util.Optional;

/// Serves [Workflows] to clients; calls it on the threads of the gRPC server, many at a time.
public final class WorkflowService implements BindableService {

    private final Workflows workflows;

    public WorkflowService(Workflows workflows) {
        this.workflows = workflows;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new Serving(WorkflowInstanceGrpc.SERVICE_NAME)
                .unary(
                        WorkflowInstanceGrpc.getStartMethod(),
                        WireWorkflows::read,
                        request -> WireWorkflows.write(workflows.start(request)),
                        problem -> WireWorkflows.write(invalid(problem)))
                .unary(
                        WorkflowInstanceGrpc.getStopMethod(),
                        WireIds::read,
                        Serving.done(workflows::stop),
                        internal("stopping"))
                .unary(
                        WorkflowInstanceGrpc.getListMethod(),
                        (Empty request) -> request,
                        request -> WireWorkflows.write(workflows.list()),
                        internal("listing"))
                .unary(
                        WorkflowInstanceGrpc.getInspectMethod(),
                        WorkflowService::inspection,
                        inspection -> WireWorkflows.write(inspection.of(workflows)),
                        internal("inspecting"))
                .unary(
                        WorkflowInstanceGrpc.getDomainsMethod(),
                        WorkflowService::domainOrAll,
                        domain -> WireDomains.write(workflows.domains(domain)),
                        internal("listing the domains of"))
                .unary(
                        WorkflowInstanceGrpc.getMigrateMethod(),
                        WireWorkflows::read,
                        migration -> WireWorkflows.write(workflows.migrate(migration)),
                        internal("migrating"))
                .bind();
    }

    /// A client of v1.2 expects the code in the answer; ours say that they do not.
    private record Inspection(WorkflowId id, boolean withoutCode) {

        WorkflowInfo of(Workflows workflows) {
            return withoutCode ? workflows.inspect(id) : workflows.inspectWithCode(id);
        }
    }

    private static Inspection inspection(Wire.WorkflowId request) {
        return new Inspection(WireIds.read(request), request.getWithoutCode());
    }

    private static Optional<DomainId> domainOrAll(Wire.DomainId id) {
        return id.getDomainId().isEmpty()
                ? Optional.empty()
                : Optional.of(new DomainId(id.getDomainId()));
    }

    private static WorkflowResult invalid(String problem) {
        return new WorkflowResult.Refused(Refusal.of("Invalid request", problem));
    }

    /// The status and the words of v1.2.
    private static <A> Serving.Unparsable<A> internal(String doing) {
        return Serving.status(
                RpcException.Code.INTERNAL, "Internal error when " + doing + " a workflow: ");
    }
}
