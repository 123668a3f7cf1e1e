package io.edgeless.api.rpc;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.NodeInspection;
import io.edgeless.api.model.NodeListing;
import io.edgeless.api.model.NodeStanding;
import io.edgeless.api.rpc.wire.v2.WireV2;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The nodes of a cluster between wire and model.
final class WireInventory {

    private WireInventory() {}

    static Optional<DomainId> read(WireV2.NodeListRequest request) {
        String domain = request.getDomainId();
        return domain.isEmpty() ? Optional.empty() : Optional.of(new DomainId(domain));
    }

    static WireV2.NodeListRequest listing(Optional<DomainId> domain) {
        return WireV2.NodeListRequest.newBuilder()
                .setDomainId(domain.map(DomainId::value).orElse(""))
                .build();
    }

    static NodeId read(WireV2.NodeInspectRequest request) {
        return WireIds.node("node_id", request.getNodeId());
    }

    static WireV2.NodeInspectRequest inspecting(NodeId node) {
        return WireV2.NodeInspectRequest.newBuilder().setNodeId(node.toString()).build();
    }

    static NodeListing read(WireV2.NodeListing listing) {
        Map<DomainId, String> silent = new TreeMap<>();
        for (WireV2.SilentDomain domain : listing.getSilentList()) {
            silent.put(
                    WireDomains.domain("silent.domain_id", domain.getDomainId()),
                    domain.getReason());
        }
        return new NodeListing(
                listing.getNodesList().stream().map(WireInventory::read).toList(), silent);
    }

    static WireV2.NodeListing write(NodeListing listing) {
        var written = WireV2.NodeListing.newBuilder();
        listing.nodes().forEach(node -> written.addNodes(write(node)));
        new TreeMap<>(listing.silent())
                .forEach((domain, reason) ->
                        written.addSilent(
                                WireV2.SilentDomain.newBuilder()
                                        .setDomainId(domain.value())
                                        .setReason(reason)));
        return written.build();
    }

    static NodeInspection read(WireV2.NodeInspection inspection) {
        Malformed.unlessPresent(inspection.hasNode(), "node");
        return new NodeInspection(
                read(inspection.getNode()),
                inspection.hasDetails()
                        ? Optional.of(WireInsight.read(inspection.getDetails()))
                        : Optional.empty(),
                inspection.getSilence());
    }

    static WireV2.NodeInspection write(NodeInspection inspection) {
        var written =
                WireV2.NodeInspection.newBuilder()
                        .setNode(write(inspection.node()))
                        .setSilence(inspection.silence());
        inspection.details().map(WireInsight::write).ifPresent(written::setDetails);
        return written.build();
    }

    private static NodeEntry read(WireV2.NodeEntry entry) {
        return new NodeEntry(
                WireIds.node("nodes.node_id", entry.getNodeId()),
                WireDomains.domain("nodes.domain_id", entry.getDomainId()),
                entry.getAgentUrl(),
                entry.getInvocationUrl(),
                read(entry.getStanding()),
                Duration.ofMillis(WireNumbers.count(entry.getSilentMillis())),
                Duration.ofMillis(WireNumbers.count(entry.getLeaseLeftMillis())),
                WireNumbers.count(entry.getComponents()),
                WireNodes.read(entry.getCapabilities()),
                WireHealth.read(entry.getHealth()),
                entry.getProvidersList().stream().map(WireNodes::read).toList());
    }

    private static WireV2.NodeEntry write(NodeEntry entry) {
        return WireV2.NodeEntry.newBuilder()
                .setNodeId(entry.node().toString())
                .setDomainId(entry.domain().value())
                .setAgentUrl(entry.agentUrl())
                .setInvocationUrl(entry.invocationUrl())
                .setStanding(write(entry.standing()))
                .setSilentMillis(entry.silent().toMillis())
                .setLeaseLeftMillis(entry.leaseLeft().toMillis())
                .setComponents(entry.components())
                .setCapabilities(WireNodes.write(entry.capabilities()))
                .setHealth(WireHealth.write(entry.health()))
                .addAllProviders(entry.providers().stream().map(WireNodes::write).toList())
                .build();
    }

    private static NodeStanding read(WireV2.NodeStanding standing) {
        return switch (standing) {
            case NODE_UNKNOWN, UNRECOGNIZED -> NodeStanding.UNKNOWN;
            case NODE_CONNECTED -> NodeStanding.CONNECTED;
            case NODE_SUSPECT -> NodeStanding.SUSPECT;
            case NODE_OVERDUE -> NodeStanding.OVERDUE;
            case NODE_EXPECTED -> NodeStanding.EXPECTED;
        };
    }

    private static WireV2.NodeStanding write(NodeStanding standing) {
        return switch (standing) {
            case UNKNOWN -> WireV2.NodeStanding.NODE_UNKNOWN;
            case CONNECTED -> WireV2.NodeStanding.NODE_CONNECTED;
            case SUSPECT -> WireV2.NodeStanding.NODE_SUSPECT;
            case OVERDUE -> WireV2.NodeStanding.NODE_OVERDUE;
            case EXPECTED -> WireV2.NodeStanding.NODE_EXPECTED;
        };
    }
}
