package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainAnswer;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.rpc.wire.Wire;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Domains and what they report, between wire and model.
final class WireDomains {

    private WireDomains() {}

    static DomainUpdate read(Wire.UpdateDomainRequest request) {
        return new DomainUpdate(
                domain("domain_id", request.getDomainId()),
                request.getOrchestratorUrl(),
                read(request.getCapabilities()),
                WireNumbers.epochSec(request.getRefreshDeadline()),
                request.getCounter(),
                request.getNonce(),
                WireNumbers.lease(request.getLeaseMillis()),
                request.hasComponents()
                        ? Optional.of(read(request.getComponents()))
                        : Optional.empty());
    }

    static Wire.UpdateDomainRequest write(DomainUpdate update) {
        var request =
                Wire.UpdateDomainRequest.newBuilder()
                        .setDomainId(update.domain().value())
                        .setOrchestratorUrl(update.orchestratorUrl())
                        .setCapabilities(write(update.capabilities()))
                        .setRefreshDeadline(update.refreshDeadlineSec())
                        .setCounter(update.counter())
                        .setNonce(update.nonce())
                        .setLeaseMillis(WireNumbers.leaseMillis(update.lease()));
        update.components().ifPresent(components -> request.setComponents(write(components)));
        return request.build();
    }

    static DomainId domain(String field, String text) {
        return new DomainId(Malformed.notEmpty(field, text));
    }

    private static DomainCapabilities read(Wire.DomainCapabilities wire) {
        return new DomainCapabilities(
                WireNumbers.count(wire.getNumNodes()),
                WireNumbers.count(wire.getNumCpus()),
                WireNumbers.count(wire.getNumCores()),
                WireNumbers.count(wire.getMemSize()),
                wire.getLabelsList(),
                WireNumbers.count(wire.getNumTee()),
                WireNumbers.count(wire.getNumTpm()),
                wire.getRuntimesList(),
                WireNumbers.count(wire.getDiskTotSpace()),
                WireNumbers.count(wire.getNumGpus()),
                WireNumbers.count(wire.getMemSizeGpu()),
                wire.getResourceProvidersList(),
                wire.getResourceClassesList());
    }

    private static Wire.DomainCapabilities write(DomainCapabilities capabilities) {
        return Wire.DomainCapabilities.newBuilder()
                .setNumNodes(capabilities.numNodes())
                .setNumCpus(capabilities.numCpus())
                .setNumCores(capabilities.numCores())
                .setMemSize(capabilities.memSizeMiB())
                .addAllLabels(capabilities.labels())
                .setNumTee(capabilities.numTee())
                .setNumTpm(capabilities.numTpm())
                .addAllRuntimes(capabilities.runtimes())
                .setDiskTotSpace(capabilities.diskTotSpaceMiB())
                .setNumGpus(capabilities.numGpus())
                .setMemSizeGpu(capabilities.memSizeGpuMiB())
                .addAllResourceProviders(capabilities.resourceProviders())
                .addAllResourceClasses(capabilities.resourceClasses())
                .build();
    }

    private static List<ComponentReport> read(Wire.ComponentReports components) {
        return components.getReportsList().stream().map(WireDomains::read).toList();
    }

    private static ComponentReport read(Wire.ComponentReport report) {
        return new ComponentReport(
                WireIds.logical("components.logical_id", report.getLogicalId()),
                report.getWorkflowId(),
                nodeOrEmpty("components.node_id", report.getNodeId()),
                WireStates.read(report.getState()),
                report.getDetail(),
                WireNumbers.count(report.getRestarts()),
                report.getUrl());
    }

    static Optional<NodeId> nodeOrEmpty(String field, String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(WireIds.node(field, text));
    }

    private static Wire.ComponentReports write(List<ComponentReport> components) {
        return Wire.ComponentReports.newBuilder()
                .addAllReports(components.stream().map(WireDomains::write).toList())
                .build();
    }

    private static Wire.ComponentReport write(ComponentReport report) {
        return Wire.ComponentReport.newBuilder()
                .setLogicalId(report.logical().toString())
                .setWorkflowId(report.workflow())
                .setNodeId(report.node().map(NodeId::toString).orElse(""))
                .setState(WireStates.write(report.state()))
                .setDetail(report.detail())
                .setRestarts(report.restarts())
                .setUrl(report.url())
                .build();
    }

    static DomainAnswer read(Wire.UpdateDomainResponse response) {
        return response.hasResponseError()
                ? new DomainAnswer.Refused(WireRefusals.read(response.getResponseError()))
                : new DomainAnswer.Accepted(response.getReset());
    }

    static Wire.UpdateDomainResponse write(DomainAnswer answer) {
        return switch (answer) {
            case DomainAnswer.Accepted(boolean reset) ->
                    Wire.UpdateDomainResponse.newBuilder().setReset(reset).build();
            case DomainAnswer.Refused(Refusal refusal) ->
                    Wire.UpdateDomainResponse.newBuilder()
                            .setResponseError(WireRefusals.write(refusal))
                            .build();
        };
    }

    /// By name. An entry without capabilities is left out, as in v1.2: there is nothing to tell.
    static Map<DomainId, DomainCapabilities> read(Wire.DomainCapabilitiesList list) {
        Map<DomainId, DomainCapabilities> domains = new TreeMap<>();
        for (Wire.DomainCapabilitiesEntry entry : list.getDomainCapabilitiesList()) {
            if (entry.hasDomainCapabilities()) {
                domains.put(
                        domain("domain_id", entry.getDomainId()),
                        read(entry.getDomainCapabilities()));
            }
        }
        return Collections.unmodifiableMap(domains);
    }

    static Wire.DomainCapabilitiesList write(Map<DomainId, DomainCapabilities> domains) {
        var list = Wire.DomainCapabilitiesList.newBuilder();
        domains.forEach((id, capabilities) ->
                list.addDomainCapabilities(
                        Wire.DomainCapabilitiesEntry.newBuilder()
                                .setDomainId(id.value())
                                .setDomainCapabilities(write(capabilities))));
        return list.build();
    }
}
