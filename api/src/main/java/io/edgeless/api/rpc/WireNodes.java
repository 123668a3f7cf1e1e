package io.edgeless.api.rpc;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.Acceptance;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.PerformanceSamples;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.rpc.wire.Wire;

import java.util.List;
import java.util.Optional;

/// Nodes and what they report, between wire and model.
final class WireNodes {

    private WireNodes() {}

    static NodeUpdate read(Wire.UpdateNodeRequest request) {
        return new NodeUpdate(
                WireIds.node("node_id", request.getNodeId()),
                request.getAgentUrl(),
                request.getInvocationUrl(),
                request.getResourceProvidersList().stream().map(WireNodes::read).toList(),
                read(request.getCapabilities()),
                WireNumbers.epochSec(request.getRefreshDeadline()),
                request.getNonce(),
                WireHealth.read(request),
                request.hasPerformanceSamples()
                        ? WireSamples.read(request.getPerformanceSamples())
                        : PerformanceSamples.NONE,
                request.hasRunning() ? Optional.of(read(request.getRunning())) : Optional.empty(),
                WireNumbers.lease(request.getLeaseMillis()),
                request.getPeers());
    }

    static Wire.UpdateNodeRequest write(NodeUpdate update) {
        var request =
                Wire.UpdateNodeRequest.newBuilder()
                        .setNodeId(update.node().toString())
                        .setAgentUrl(update.agentUrl())
                        .setInvocationUrl(update.invocationUrl())
                        .setCapabilities(write(update.capabilities()))
                        .setRefreshDeadline(update.refreshDeadlineSec())
                        .setNonce(update.nonce())
                        .setHealthStatus(WireHealth.write(update.health()))
                        .setPerformanceSamples(WireSamples.write(update.samples()))
                        .setLeaseMillis(WireNumbers.leaseMillis(update.lease()))
                        .setPeers(update.peers());
        update.providers().forEach(provider -> request.addResourceProviders(write(provider)));
        update.running().ifPresent(running -> request.setRunning(write(running)));
        return request.build();
    }

    static ProviderSpec read(Wire.ResourceProviderSpecification spec) {
        return new ProviderSpec(
                Malformed.notEmpty("provider_id", spec.getProviderId()),
                Malformed.notEmpty("class_type", spec.getClassType()),
                spec.getOutputsList());
    }

    static Wire.ResourceProviderSpecification write(ProviderSpec spec) {
        return Wire.ResourceProviderSpecification.newBuilder()
                .setProviderId(spec.providerId())
                .setClassType(spec.classType())
                .addAllOutputs(spec.outputs())
                .build();
    }

    static NodeCapabilities read(Wire.NodeCapabilities wire) {
        return new NodeCapabilities(
                WireNumbers.count(wire.getNumCpus()),
                wire.getModelNameCpu(),
                frequency(wire.getClockFreqCpu()),
                WireNumbers.count(wire.getNumCores()),
                WireNumbers.count(wire.getMemSize()),
                wire.getLabelsList(),
                wire.getIsTeeRunning(),
                wire.getHasTpm(),
                wire.getRuntimesList(),
                WireNumbers.count(wire.getDiskTotSpace()),
                WireNumbers.count(wire.getNumGpus()),
                wire.getModelNameGpu(),
                WireNumbers.count(wire.getMemSizeGpu()));
    }

    /// Zero (unknown) for what is no frequency: one such weight would spoil the sum of all.
    private static float frequency(float mhz) {
        return Float.isFinite(mhz) && mhz > 0 ? mhz : 0;
    }

    static Wire.NodeCapabilities write(NodeCapabilities capabilities) {
        return Wire.NodeCapabilities.newBuilder()
                .setNumCpus(capabilities.numCpus())
                .setModelNameCpu(capabilities.modelNameCpu())
                .setClockFreqCpu(capabilities.clockFreqCpu())
                .setNumCores(capabilities.numCores())
                .setMemSize(capabilities.memSizeMiB())
                .addAllLabels(capabilities.labels())
                .setIsTeeRunning(capabilities.teeRunning())
                .setHasTpm(capabilities.hasTpm())
                .addAllRuntimes(capabilities.runtimes())
                .setDiskTotSpace(capabilities.diskTotSpaceMiB())
                .setNumGpus(capabilities.numGpus())
                .setModelNameGpu(capabilities.modelNameGpu())
                .setMemSizeGpu(capabilities.memSizeGpuMiB())
                .build();
    }

    private static List<RunningInstance> read(Wire.RunningInstances running) {
        return running.getInstancesList().stream().map(WireNodes::read).toList();
    }

    static RunningInstance read(Wire.RunningInstance running) {
        Malformed.unlessPresent(running.hasInstance(), "running.instance");
        return new RunningInstance(
                WireIds.read("running.instance", running.getInstance()),
                WireIds.placement(running.getLogicalId(), running.getEpoch()),
                WireStates.read(running.getState()),
                WireNumbers.count(running.getRestarts()),
                running.getLastError(),
                running.getUrl(),
                running.getChannels());
    }

    private static Wire.RunningInstances write(List<RunningInstance> running) {
        return Wire.RunningInstances.newBuilder()
                .addAllInstances(running.stream().map(WireNodes::write).toList())
                .build();
    }

    static Wire.RunningInstance write(RunningInstance running) {
        var instance =
                Wire.RunningInstance.newBuilder()
                        .setInstance(WireIds.write(running.instance()))
                        .setState(WireStates.write(running.state()))
                        .setRestarts(running.restarts())
                        .setLastError(running.lastError())
                        .setUrl(running.url())
                        .setChannels(running.channels());
        running.placement()
                .ifPresent(placement ->
                        instance.setLogicalId(placement.logical().toString())
                                .setEpoch(placement.epoch()));
        return instance.build();
    }

    static Acceptance read(Wire.UpdateNodeResponse response) {
        return response.hasResponseError()
                ? new Acceptance.Refused(WireRefusals.read(response.getResponseError()))
                : new Acceptance.Accepted();
    }

    static Wire.UpdateNodeResponse write(Acceptance acceptance) {
        return switch (acceptance) {
            case Acceptance.Accepted() -> Wire.UpdateNodeResponse.getDefaultInstance();
            case Acceptance.Refused(Refusal refusal) ->
                    Wire.UpdateNodeResponse.newBuilder()
                            .setResponseError(WireRefusals.write(refusal))
                            .build();
        };
    }

    static PeerUpdate read(Wire.UpdatePeersRequest request) {
        return switch (request.getRequestType()) {
            case ADD -> {
                Malformed.unlessPresent(request.hasInvocationUrl(), "invocation_url");
                yield new PeerUpdate.Add(peer(request), request.getInvocationUrl());
            }
            case DEL -> new PeerUpdate.Remove(peer(request));
            case CLEAR -> new PeerUpdate.Clear();
            case UNRECOGNIZED ->
                    throw new Malformed(
                            "request_type " + request.getRequestTypeValue() + " is unknown");
        };
    }

    private static NodeId peer(Wire.UpdatePeersRequest request) {
        Malformed.unlessPresent(request.hasNodeId(), "node_id");
        return WireIds.node("node_id", request.getNodeId());
    }

    static Wire.UpdatePeersRequest write(PeerUpdate update) {
        var request = Wire.UpdatePeersRequest.newBuilder();
        return switch (update) {
            case PeerUpdate.Add(NodeId node, String url) ->
                    request.setRequestType(Wire.UpdatePeersRequestType.ADD)
                            .setNodeId(node.toString())
                            .setInvocationUrl(url)
                            .build();
            case PeerUpdate.Remove(NodeId node) ->
                    request.setRequestType(Wire.UpdatePeersRequestType.DEL)
                            .setNodeId(node.toString())
                            .build();
            case PeerUpdate.Clear() ->
                    request.setRequestType(Wire.UpdatePeersRequestType.CLEAR).build();
        };
    }
}
