package io.edgeless.node.telemetry;

import io.edgeless.api.model.NodeHealth;
import io.edgeless.api.model.NodeHealth.NetworkTotals;
import io.edgeless.world.Clock;
import io.edgeless.world.World;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/// Measures how the machine and this process are (units: [NodeHealth]). Called by the registration,
/// one thread at a time.
public final class MachineHealth {

    private static final int PERCENT = 100;

    /// Columns of /proc/net/dev after the interface's name (proc(5)).
    private static final int RX_BYTES = 0;

    private static final int TX_BYTES = 8;
    private static final int NETWORK_COLUMNS = 16;

    private final ProcFiles proc;
    private final Optional<Jetson> jetson;
    private final Clock clock;
    private final Path dataFolder;
    private long lastCpuNanos;
    private long lastNanos;

    public MachineHealth(World world, Path dataFolder) {
        this.proc = new ProcFiles(world.disk());
        this.jetson = Jetson.find(world.disk());
        this.clock = world.clock();
        this.dataFolder = dataFolder;
        this.lastNanos = clock.nanos();
        this.lastCpuNanos = cpuNanos();
    }

    /// How things are now.
    public NodeHealth measure() {
        long total = proc.number("meminfo", "MemTotal");
        long free = proc.number("meminfo", "MemFree");
        long available = proc.number("meminfo", "MemAvailable");
        int[] loads = loads();
        return new NodeHealth(
                clamp(free),
                clamp(total - available),
                clamp(available),
                cpuPercent(),
                clamp(proc.number("self/status", "VmRSS")),
                clamp(proc.number("self/status", "VmSize")),
                loads[0],
                loads[1],
                loads[2],
                network(),
                freeDisk(),
                proc.number("self/io", "read_bytes"),
                proc.number("self/io", "write_bytes"),
                jetson.map(Jetson::loadPercent).orElse(NodeHealth.NONE.gpuLoadPerc()),
                jetson.map(Jetson::temperature).orElse(NodeHealth.NONE.gpuTempCels()),
                NodeHealth.NONE.activePower());
    }

    private int cpuPercent() {
        long nowNanos = clock.nanos();
        long cpuNanos = cpuNanos();
        long elapsed = Math.max(1, nowNanos - lastNanos);
        int percent = clamp(PERCENT * Math.max(0, cpuNanos - lastCpuNanos) / elapsed);
        lastNanos = nowNanos;
        lastCpuNanos = cpuNanos;
        return percent;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private int[] loads() {
        int[] loads = new int[3];
        proc.lines("loadavg").stream()
                .findFirst()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length >= loads.length)
                .ifPresent(words -> {
                    for (int i = 0; i < loads.length; i++) {
                        loads[i] = hundredfold(words[i]);
                    }
                });
        return loads;
    }

    private static int hundredfold(String text) {
        return text.matches("\\d{1,7}(\\.\\d{1,4})?")
                ? (int) Math.round(Double.parseDouble(text) * PERCENT)
                : 0;
    }

    private NetworkTotals network() {
        long[] totals = new long[NETWORK_COLUMNS];
        for (String line : proc.lines("net/dev")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String[] words = line.substring(colon + 1).strip().split("\\s+", -1);
            for (int i = 0; i < Math.min(words.length, NETWORK_COLUMNS); i++) {
                totals[i] += ProcFiles.parse(words[i]);
            }
        }
        return new NetworkTotals(
                totals[RX_BYTES],
                totals[RX_BYTES + 1],
                totals[RX_BYTES + 2],
                totals[TX_BYTES],
                totals[TX_BYTES + 1],
                totals[TX_BYTES + 2]);
    }

    private long freeDisk() {
        return dataFolder.toAbsolutePath().toFile().getUsableSpace();
    }

    private static int clamp(long value) {
        return Math.clamp(value, 0, Integer.MAX_VALUE);
    }
}
