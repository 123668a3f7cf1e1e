package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.wire.Wire;
import io.edgeless.api.rpc.wire.WorkflowInstanceGrpc;
import io.grpc.Channel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Calls a controller. Blocks the calling thread; any number of threads may call at a time.
public final class WorkflowClient implements Workflows {

    private final Calling calling;

    /// @param channel stays the caller's to close
    /// @param deadline of every call
    public WorkflowClient(Channel channel, Duration deadline) {
        calling = new Calling(channel, deadline);
    }

    @Override
    public WorkflowResult start(WorkflowRequest request) {
        return calling.call(
                WorkflowInstanceGrpc.getStartMethod(),
                WireWorkflows.write(request),
                WireWorkflows::read);
    }

    @Override
    public void stop(WorkflowId workflow) {
        calling.run(WorkflowInstanceGrpc.getStopMethod(), WireIds.write(workflow));
    }

    @Override
    public List<WorkflowId> list() {
        return calling.call(
                WorkflowInstanceGrpc.getListMethod(),
                Empty.getDefaultInstance(),
                WireWorkflows::read);
    }

    @Override
    public WorkflowInfo inspect(WorkflowId workflow) {
        return inspect(WireIds.write(workflow).toBuilder().setWithoutCode(true).build());
    }

    @Override
    public WorkflowInfo inspectWithCode(WorkflowId workflow) {
        return inspect(WireIds.write(workflow));
    }

    private WorkflowInfo inspect(Wire.WorkflowId request) {
        return calling.call(WorkflowInstanceGrpc.getInspectMethod(), request, WireWorkflows::read);
    }

    @Override
    public Map<DomainId, DomainCapabilities> domains(Optional<DomainId> domain) {
        String id = domain.map(DomainId::value).orElse("");
        return calling.call(
                WorkflowInstanceGrpc.getDomainsMethod(),
                Wire.DomainId.newBuilder().setDomainId(id).build(),
                WireDomains::read);
    }

    @Override
    public WorkflowResult migrate(Migration migration) {
        return calling.call(
                WorkflowInstanceGrpc.getMigrateMethod(),
                WireWorkflows.write(migration),
                WireWorkflows::read);
    }
}
