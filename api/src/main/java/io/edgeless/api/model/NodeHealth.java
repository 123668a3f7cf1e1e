package io.edgeless.api.model;

/// How a node is. Units as on the wire: memory in KiB, loads in percent, disk in bytes, power in
/// mW, temperature in m°C; -1 (or -1000 m°C) when unknown.
public record NodeHealth(
        int memFree,
        int memUsed,
        int memAvailable,
        int procCpuUsage,
        int procMemory,
        int procVmemory,
        int loadAvg1,
        int loadAvg5,
        int loadAvg15,
        NetworkTotals network,
        long diskFreeSpace,
        long diskTotReads,
        long diskTotWrites,
        int gpuLoadPerc,
        int gpuTempCels,
        int activePower) {

    /// Nothing known.
    public static final NodeHealth NONE =
            new NodeHealth(0, 0, 0, 0, 0, 0, 0, 0, 0, NetworkTotals.NONE, 0, 0, 0, -1, -1000, -1);

    /// Totals over all interfaces since boot.
    public record NetworkTotals(
            long rxBytes,
            long rxPackets,
            long rxErrors,
            long txBytes,
            long txPackets,
            long txErrors) {

        public static final NetworkTotals NONE = new NetworkTotals(0, 0, 0, 0, 0, 0);
    }
}
