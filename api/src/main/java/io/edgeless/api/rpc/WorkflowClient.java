package io.edgeless.api.rpc;

import com.google.protobuf.Empty;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.WorkflowInfo;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowResult;
import io.edgeless.api.rpc.wire.DomainCapabilitiesEntry;
import io.edgeless.api.rpc.wire.DomainCapabilitiesList;
import io.edgeless.api.rpc.wire.WorkflowInstanceGrpc;
import io.grpc.Channel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A client of a controller. Safe for concurrent use; the channel is the caller's.
public final class WorkflowClient implements Workflows {

    private final WorkflowInstanceGrpc.WorkflowInstanceBlockingStub stub;
    private final Duration deadline;

    /// @param deadline of every call
    public WorkflowClient(Channel channel, Duration deadline) {
        this.stub = WorkflowInstanceGrpc.newBlockingStub(channel);
        this.deadline = deadline;
    }

    private WorkflowInstanceGrpc.WorkflowInstanceBlockingStub stub() {
        return Asking.within(stub, deadline);
    }

    @Override
    public WorkflowResult start(WorkflowRequest request) {
        return Asking.ask(
                "starting a workflow",
                () -> WorkflowWire.read(stub().start(WorkflowWire.write(request))));
    }

    @Override
    public void stop(WorkflowId workflow) {
        Asking.ask("stopping a workflow", () -> stub().stop(WorkflowWire.write(workflow)));
    }

    @Override
    public List<WorkflowId> list() {
        return Asking.ask(
                "listing the workflows",
                () ->
                        stub().list(Empty.getDefaultInstance()).getIdentifiersList().stream()
                                .map(IdWire::workflow)
                                .toList());
    }

    @Override
    public WorkflowInfo inspect(WorkflowId workflow) {
        return Asking.ask(
                "inspecting a workflow",
                () -> WorkflowWire.read(stub().inspect(WorkflowWire.write(workflow))));
    }

    @Override
    public Map<DomainId, DomainCapabilities> domains(Optional<DomainId> domain) {
        io.edgeless.api.rpc.wire.DomainId wire =
                io.edgeless.api.rpc.wire.DomainId.newBuilder()
                        .setDomainId(domain.map(DomainId::value).orElse(""))
                        .build();
        return Asking.ask("listing the domains", () -> read(stub().domains(wire)));
    }

    private static Map<DomainId, DomainCapabilities> read(DomainCapabilitiesList wire) {
        Map<DomainId, DomainCapabilities> domains = new TreeMap<>();
        for (DomainCapabilitiesEntry entry : wire.getDomainCapabilitiesList()) {
            if (!entry.getDomainId().isEmpty() && entry.hasDomainCapabilities()) {
                domains.put(
                        new DomainId(entry.getDomainId()),
                        DomainWire.read(entry.getDomainCapabilities()));
            }
        }
        return domains;
    }

    @Override
    public WorkflowResult migrate(Migration migration) {
        return Asking.ask(
                "migrating a workflow",
                () -> WorkflowWire.read(stub().migrate(WorkflowWire.write(migration))));
    }
}
