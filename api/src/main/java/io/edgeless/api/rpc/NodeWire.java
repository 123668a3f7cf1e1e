package io.edgeless.api.rpc;

import io.edgeless.api.id.NodeId;
import io.edgeless.api.model.InstanceState;
import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PeerUpdate;
import io.edgeless.api.model.ProviderSpec;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.api.rpc.wire.ResourceProviderSpecification;
import io.edgeless.api.rpc.wire.RunningInstances;
import io.edgeless.api.rpc.wire.UpdateNodeRequest;
import io.edgeless.api.rpc.wire.UpdatePeersRequest;
import io.edgeless.api.rpc.wire.UpdatePeersRequestType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Translates the registration of nodes. Readers throw [Malformed].
final class NodeWire {

    /// A lease longer than a day is cut to it: nobody means more, and arithmetic stays safe.
    private static final Duration LEASE_MAX = Duration.ofDays(1);

    private NodeWire() {}

    static NodeUpdate read(UpdateNodeRequest wire) {
        return new NodeUpdate(
                IdWire.node(wire.getNodeId()),
                wire.getAgentUrl(),
                wire.getInvocationUrl(),
                wire.getResourceProvidersList().stream().map(NodeWire::read).toList(),
                read(wire.getCapabilities()),
                clampUnsigned(wire.getRefreshDeadline()),
                wire.getNonce(),
                HealthWire.read(wire.getHealthStatus()),
                SamplesWire.read(wire.getPerformanceSamples()),
                wire.hasRunning()
                        ? Optional.of(
                                wire.getRunning().getInstancesList().stream()
                                        .map(NodeWire::read)
                                        .toList())
                        : Optional.empty(),
                lease(wire.getLeaseMillis()));
    }

    /// 0 means not given.
    static Optional<Duration> lease(long millis) {
        return millis == 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofMillis(Math.min(clampUnsigned(millis), LEASE_MAX.toMillis())));
    }

    /// An unsigned 64-bit number of the wire as a non-negative one.
    static long clampUnsigned(long wire) {
        return wire < 0 ? Long.MAX_VALUE : wire;
    }

    /// An unsigned 32-bit number of the wire as a non-negative one.
    static int clampUnsigned(int wire) {
        return wire < 0 ? Integer.MAX_VALUE : wire;
    }

    private static ProviderSpec read(ResourceProviderSpecification wire) {
        if (wire.getProviderId().isEmpty()) {
            throw new Malformed("a resource provider has an empty provider_id");
        }
        if (wire.getClassType().isEmpty()) {
            throw new Malformed("a resource provider has an empty class_type");
        }
        return new ProviderSpec(wire.getProviderId(), wire.getClassType(), wire.getOutputsList());
    }

    private static RunningInstance read(io.edgeless.api.rpc.wire.RunningInstance wire) {
        return new RunningInstance(
                IdWire.read(wire.getInstance()),
                IdWire.placement(wire.getLogicalId(), wire.getEpoch()),
                state(wire.getState()),
                clampUnsigned(wire.getRestarts()),
                wire.getLastError(),
                wire.getUrl());
    }

    static InstanceState state(io.edgeless.api.rpc.wire.InstanceState wire) {
        return switch (wire) {
            case INSTANCE_STARTING -> InstanceState.STARTING;
            case INSTANCE_RUNNING -> InstanceState.RUNNING;
            case INSTANCE_BACKING_OFF -> InstanceState.BACKING_OFF;
            case INSTANCE_FAILED -> InstanceState.FAILED;
            case INSTANCE_UNKNOWN, UNRECOGNIZED -> InstanceState.UNKNOWN;
        };
    }

    static io.edgeless.api.rpc.wire.InstanceState state(InstanceState state) {
        return io.edgeless.api.rpc.wire.InstanceState.valueOf("INSTANCE_" + state.name());
    }

    /// A clock frequency that is no number counts as unknown.
    private static NodeCapabilities read(io.edgeless.api.rpc.wire.NodeCapabilities wire) {
        float clock = wire.getClockFreqCpu();
        return new NodeCapabilities(
                clampUnsigned(wire.getNumCpus()),
                wire.getModelNameCpu(),
                Float.isFinite(clock) && clock > 0 ? clock : 0,
                clampUnsigned(wire.getNumCores()),
                clampUnsigned(wire.getMemSize()),
                wire.getLabelsList(),
                wire.getIsTeeRunning(),
                wire.getHasTpm(),
                wire.getRuntimesList(),
                clampUnsigned(wire.getDiskTotSpace()),
                clampUnsigned(wire.getNumGpus()),
                wire.getModelNameGpu(),
                clampUnsigned(wire.getMemSizeGpu()));
    }

    static UpdateNodeRequest write(NodeUpdate update) {
        UpdateNodeRequest.Builder wire =
                UpdateNodeRequest.newBuilder()
                        .setNodeId(update.node().toString())
                        .setAgentUrl(update.agentUrl())
                        .setInvocationUrl(update.invocationUrl())
                        .setCapabilities(write(update.capabilities()))
                        .setRefreshDeadline(update.refreshDeadlineSec())
                        .setNonce(update.nonce())
                        .setHealthStatus(HealthWire.write(update.health()))
                        .setPerformanceSamples(SamplesWire.write(update.samples()));
        update.providers().forEach(provider -> wire.addResourceProviders(write(provider)));
        update.lease().ifPresent(lease -> wire.setLeaseMillis(lease.toMillis()));
        update.running().ifPresent(running -> wire.setRunning(write(running)));
        return wire.build();
    }

    private static ResourceProviderSpecification write(ProviderSpec provider) {
        return ResourceProviderSpecification.newBuilder()
                .setProviderId(provider.providerId())
                .setClassType(provider.classType())
                .addAllOutputs(provider.outputs())
                .build();
    }

    private static RunningInstances write(List<RunningInstance> running) {
        RunningInstances.Builder wire = RunningInstances.newBuilder();
        running.forEach(instance -> wire.addInstances(write(instance)));
        return wire.build();
    }

    private static io.edgeless.api.rpc.wire.RunningInstance write(RunningInstance instance) {
        io.edgeless.api.rpc.wire.RunningInstance.Builder wire =
                io.edgeless.api.rpc.wire.RunningInstance.newBuilder()
                        .setInstance(IdWire.write(instance.instance()))
                        .setState(state(instance.state()))
                        .setRestarts(instance.restarts())
                        .setLastError(instance.lastError())
                        .setUrl(instance.url());
        instance.placement()
                .ifPresent(placement ->
                        wire.setLogicalId(placement.logical().toString())
                                .setEpoch(placement.epoch()));
        return wire.build();
    }

    private static io.edgeless.api.rpc.wire.NodeCapabilities write(NodeCapabilities from) {
        return io.edgeless.api.rpc.wire.NodeCapabilities.newBuilder()
                .setNumCpus(from.numCpus())
                .setModelNameCpu(from.modelNameCpu())
                .setClockFreqCpu(from.clockFreqCpu())
                .setNumCores(from.numCores())
                .setMemSize(from.memSizeMiB())
                .addAllLabels(from.labels())
                .setIsTeeRunning(from.teeRunning())
                .setHasTpm(from.hasTpm())
                .addAllRuntimes(from.runtimes())
                .setDiskTotSpace(from.diskTotSpaceMiB())
                .setNumGpus(from.numGpus())
                .setModelNameGpu(from.modelNameGpu())
                .setMemSizeGpu(from.memSizeGpuMiB())
                .build();
    }

    static UpdatePeersRequest write(PeerUpdate update) {
        UpdatePeersRequest.Builder wire = UpdatePeersRequest.newBuilder();
        switch (update) {
            case PeerUpdate.Add(NodeId node, String url) ->
                    wire.setRequestType(UpdatePeersRequestType.ADD)
                            .setNodeId(node.toString())
                            .setInvocationUrl(url);
            case PeerUpdate.Remove(NodeId node) ->
                    wire.setRequestType(UpdatePeersRequestType.DEL).setNodeId(node.toString());
            case PeerUpdate.Clear() -> wire.setRequestType(UpdatePeersRequestType.CLEAR);
        }
        return wire.build();
    }

    static PeerUpdate read(UpdatePeersRequest wire) {
        return switch (wire.getRequestType()) {
            case ADD -> {
                if (!wire.hasInvocationUrl()) {
                    throw new Malformed("the invocation_url of the peer is missing");
                }
                yield new PeerUpdate.Add(IdWire.node(wire.getNodeId()), wire.getInvocationUrl());
            }
            case DEL -> new PeerUpdate.Remove(IdWire.node(wire.getNodeId()));
            case CLEAR -> new PeerUpdate.Clear();
            case UNRECOGNIZED ->
                    throw new Malformed("unknown request type " + wire.getRequestTypeValue());
        };
    }
}
