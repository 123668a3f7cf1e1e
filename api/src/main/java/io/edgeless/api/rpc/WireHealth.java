package io.edgeless.api.rpc;

import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.rpc.wire.Wire;

/// The health of a node between wire and model. All numbers are signed on the wire and pass as they
/// are: they are shown, nothing is calculated with them.
final class WireHealth {

    private WireHealth() {}

    static NodeHealth read(Wire.UpdateNodeRequest request) {
        return request.hasHealthStatus() ? read(request.getHealthStatus()) : NodeHealth.NONE;
    }

    static NodeHealth read(Wire.NodeHealthStatus wire) {
        return new NodeHealth(
                wire.getMemFree(),
                wire.getMemUsed(),
                wire.getMemAvailable(),
                wire.getProcCpuUsage(),
                wire.getProcMemory(),
                wire.getProcVmemory(),
                wire.getLoadAvg1(),
                wire.getLoadAvg5(),
                wire.getLoadAvg15(),
                new NodeHealth.NetworkTotals(
                        wire.getTotRxBytes(),
                        wire.getTotRxPkts(),
                        wire.getTotRxErrs(),
                        wire.getTotTxBytes(),
                        wire.getTotTxPkts(),
                        wire.getTotTxErrs()),
                wire.getDiskFreeSpace(),
                wire.getDiskTotReads(),
                wire.getDiskTotWrites(),
                wire.getGpuLoadPerc(),
                wire.getGpuTempCels(),
                wire.getActivePower());
    }

    static Wire.NodeHealthStatus write(NodeHealth health) {
        NodeHealth.NetworkTotals network = health.network();
        return Wire.NodeHealthStatus.newBuilder()
                .setMemFree(health.memFree())
                .setMemUsed(health.memUsed())
                .setMemAvailable(health.memAvailable())
                .setProcCpuUsage(health.procCpuUsage())
                .setProcMemory(health.procMemory())
                .setProcVmemory(health.procVmemory())
                .setLoadAvg1(health.loadAvg1())
                .setLoadAvg5(health.loadAvg5())
                .setLoadAvg15(health.loadAvg15())
                .setTotRxBytes(network.rxBytes())
                .setTotRxPkts(network.rxPackets())
                .setTotRxErrs(network.rxErrors())
                .setTotTxBytes(network.txBytes())
                .setTotTxPkts(network.txPackets())
                .setTotTxErrs(network.txErrors())
                .setDiskFreeSpace(health.diskFreeSpace())
                .setDiskTotReads(health.diskTotReads())
                .setDiskTotWrites(health.diskTotWrites())
                .setGpuLoadPerc(health.gpuLoadPerc())
                .setGpuTempCels(health.gpuTempCels())
                .setActivePower(health.activePower())
                .build();
    }
}
