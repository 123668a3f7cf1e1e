package io.edgeless.systemtest.compat;

import com.google.protobuf.Empty;

import io.edgeless.systemtest.compat.v12.DomainCapabilitiesEntry;
import io.edgeless.systemtest.compat.v12.DomainId;
import io.edgeless.systemtest.compat.v12.MigrateWorkflowRequest;
import io.edgeless.systemtest.compat.v12.SpawnWorkflowRequest;
import io.edgeless.systemtest.compat.v12.SpawnWorkflowResponse;
import io.edgeless.systemtest.compat.v12.WorkflowId;
import io.edgeless.systemtest.compat.v12.WorkflowInstanceGrpc;
import io.edgeless.systemtest.compat.v12.WorkflowInstanceInfo;
import io.grpc.Channel;

import java.util.List;

/// A client of v1.2: starts, lists, inspects, migrates and stops workflows.
final class V12Client {

    private final WorkflowInstanceGrpc.WorkflowInstanceBlockingStub stub;

    V12Client(Channel controller) {
        stub = WorkflowInstanceGrpc.newBlockingStub(controller);
    }

    SpawnWorkflowResponse start(SpawnWorkflowRequest request) {
        return stub.start(request);
    }

    void stop(String workflow) {
        var _ = stub.stop(id(workflow));
    }

    List<String> list() {
        return stub.list(Empty.getDefaultInstance()).getIdentifiersList();
    }

    WorkflowInstanceInfo inspect(String workflow) {
        return stub.inspect(id(workflow));
    }

    /// @param domain empty for all
    List<DomainCapabilitiesEntry> domains(String domain) {
        return stub.domains(DomainId.newBuilder().setDomainId(domain).build())
                .getDomainCapabilitiesList();
    }

    SpawnWorkflowResponse migrate(String workflow, String domain, String component) {
        return stub.migrate(
                MigrateWorkflowRequest.newBuilder()
                        .setWorkflowId(id(workflow))
                        .setDomainId(DomainId.newBuilder().setDomainId(domain))
                        .setComponent(component)
                        .build());
    }

    void migrateNothing() {
        var _ = stub.migrate(MigrateWorkflowRequest.getDefaultInstance());
    }

    private static WorkflowId id(String workflow) {
        return WorkflowId.newBuilder().setWorkflowId(workflow).build();
    }
}
