package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.wire.ComponentReports;
import io.edgeless.api.rpc.wire.UpdateDomainRequest;
import io.edgeless.api.rpc.wire.UpdateDomainResponse;

import java.util.List;
import java.util.Optional;

/// Translates the registration of domains. Readers throw [Malformed].
final class DomainWire {

    private DomainWire() {}

    /// An empty domain id is refused by the service, before this.
    static DomainUpdate read(UpdateDomainRequest wire) {
        return new DomainUpdate(
                new DomainId(wire.getDomainId()),
                wire.getOrchestratorUrl(),
                read(wire.getCapabilities()),
                NodeWire.clampUnsigned(wire.getRefreshDeadline()),
                wire.getCounter(),
                wire.getNonce(),
                NodeWire.lease(wire.getLeaseMillis()),
                wire.hasComponents()
                        ? Optional.of(
                                wire.getComponents().getReportsList().stream()
                                        .map(DomainWire::read)
                                        .toList())
                        : Optional.empty());
    }

    static ComponentReport read(io.edgeless.api.rpc.wire.ComponentReport wire) {
        return new ComponentReport(
                IdWire.logical(wire.getLogicalId()),
                wire.getWorkflowId(),
                wire.getNodeId().isEmpty()
                        ? Optional.empty()
                        : Optional.of(IdWire.node(wire.getNodeId())),
                NodeWire.state(wire.getState()),
                wire.getDetail(),
                NodeWire.clampUnsigned(wire.getRestarts()),
                wire.getUrl());
    }

    static UpdateDomainRequest write(DomainUpdate update) {
        UpdateDomainRequest.Builder wire =
                UpdateDomainRequest.newBuilder()
                        .setDomainId(update.domain().value())
                        .setOrchestratorUrl(update.orchestratorUrl())
                        .setCapabilities(write(update.capabilities()))
                        .setRefreshDeadline(update.refreshDeadlineSec())
                        .setCounter(update.counter())
                        .setNonce(update.nonce());
        update.lease().ifPresent(lease -> wire.setLeaseMillis(lease.toMillis()));
        update.components().ifPresent(reports -> wire.setComponents(write(reports)));
        return wire.build();
    }

    private static ComponentReports write(List<ComponentReport> reports) {
        ComponentReports.Builder wire = ComponentReports.newBuilder();
        for (ComponentReport report : reports) {
            wire.addReports(
                    io.edgeless.api.rpc.wire.ComponentReport.newBuilder()
                            .setLogicalId(report.logical().toString())
                            .setWorkflowId(report.workflow())
                            .setNodeId(report.node().map(NodeId::toString).orElse(""))
                            .setState(NodeWire.state(report.state()))
                            .setDetail(report.detail())
                            .setRestarts(report.restarts())
                            .setUrl(report.url()));
        }
        return wire.build();
    }

    static DomainAnswer read(UpdateDomainResponse wire) {
        return wire.hasResponseError()
                ? new DomainAnswer.Refused(ComponentWire.read(wire.getResponseError()))
                : new DomainAnswer.Accepted(wire.getReset());
    }

    static UpdateDomainResponse write(DomainAnswer answer) {
        UpdateDomainResponse.Builder wire = UpdateDomainResponse.newBuilder();
        switch (answer) {
            case DomainAnswer.Accepted(boolean reset) -> wire.setReset(reset);
            case DomainAnswer.Refused(Refusal refusal) ->
                    wire.setResponseError(ComponentWire.write(refusal));
        }
        return wire.build();
    }

    static DomainCapabilities read(io.edgeless.api.rpc.wire.DomainCapabilities wire) {
        return new DomainCapabilities(
                NodeWire.clampUnsigned(wire.getNumNodes()),
                NodeWire.clampUnsigned(wire.getNumCpus()),
                NodeWire.clampUnsigned(wire.getNumCores()),
                NodeWire.clampUnsigned(wire.getMemSize()),
                wire.getLabelsList(),
                NodeWire.clampUnsigned(wire.getNumTee()),
                NodeWire.clampUnsigned(wire.getNumTpm()),
                wire.getRuntimesList(),
                NodeWire.clampUnsigned(wire.getDiskTotSpace()),
                NodeWire.clampUnsigned(wire.getNumGpus()),
                NodeWire.clampUnsigned(wire.getMemSizeGpu()),
                wire.getResourceProvidersList(),
                wire.getResourceClassesList());
    }

    static io.edgeless.api.rpc.wire.DomainCapabilities write(DomainCapabilities from) {
        return io.edgeless.api.rpc.wire.DomainCapabilities.newBuilder()
                .setNumNodes(from.numNodes())
                .setNumCpus(from.numCpus())
                .setNumCores(from.numCores())
                .setMemSize(from.memSizeMiB())
                .addAllLabels(from.labels())
                .setNumTee(from.numTee())
                .setNumTpm(from.numTpm())
                .addAllRuntimes(from.runtimes())
                .setDiskTotSpace(from.diskTotSpaceMiB())
                .setNumGpus(from.numGpus())
                .setMemSizeGpu(from.memSizeGpuMiB())
                .addAllResourceProviders(from.resourceProviders())
                .addAllResourceClasses(from.resourceClasses())
                .build();
    }
}
