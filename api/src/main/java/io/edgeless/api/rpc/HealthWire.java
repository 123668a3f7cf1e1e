package io.edgeless.api.rpc;

import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeHealth.NetworkTotals;
import io.edgeless.api.rpc.wire.NodeHealthStatus;

/// Translates the health of nodes.
final class HealthWire {

    private HealthWire() {}

    static NodeHealth read(NodeHealthStatus wire) {
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
                new NetworkTotals(
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

    static NodeHealthStatus write(NodeHealth health) {
        return NodeHealthStatus.newBuilder()
                .setMemFree(health.memFree())
                .setMemUsed(health.memUsed())
                .setMemAvailable(health.memAvailable())
                .setProcCpuUsage(health.procCpuUsage())
                .setProcMemory(health.procMemory())
                .setProcVmemory(health.procVmemory())
                .setLoadAvg1(health.loadAvg1())
                .setLoadAvg5(health.loadAvg5())
                .setLoadAvg15(health.loadAvg15())
                .setTotRxBytes(health.network().rxBytes())
                .setTotRxPkts(health.network().rxPackets())
                .setTotRxErrs(health.network().rxErrors())
                .setTotTxBytes(health.network().txBytes())
                .setTotTxPkts(health.network().txPackets())
                .setTotTxErrs(health.network().txErrors())
                .setDiskFreeSpace(health.diskFreeSpace())
                .setDiskTotReads(health.diskTotReads())
                .setDiskTotWrites(health.diskTotWrites())
                .setGpuLoadPerc(health.gpuLoadPerc())
                .setGpuTempCels(health.gpuTempCels())
                .setActivePower(health.activePower())
                .build();
    }
}
