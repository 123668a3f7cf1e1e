package io.edgeless.node.telemetry;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.List;

/// Finds out what the machine is (units: [NodeCapabilities]); used once, while the node starts.
public final class MachineCapabilities {

    private static final long KIB_PER_MIB = 1024;
    private static final long BYTES_PER_MIB = 1 << 20;

    private MachineCapabilities() {}

    /// What can be found out; nothing runs here yet.
    public static NodeCapabilities detect(World world, Path dataFolder) {
        ProcFiles proc = new ProcFiles(world.disk());
        int cpus = Runtime.getRuntime().availableProcessors();
        long cores = proc.number("cpuinfo", "cpu cores");
        return new NodeCapabilities(
                cpus,
                proc.text("cpuinfo", "model name"),
                megahertz(proc.text("cpuinfo", "cpu MHz")),
                cores == 0 ? cpus : (int) Math.min(cores, cpus),
                (int) (proc.number("meminfo", "MemTotal") / KIB_PER_MIB),
                List.of("hostname=" + world.network().hostName()),
                false,
                false,
                List.of(),
                (int)
                        Math.min(
                                Integer.MAX_VALUE,
                                dataFolder.toAbsolutePath().toFile().getTotalSpace()
                                        / BYTES_PER_MIB),
                0,
                "",
                0);
    }

    private static float megahertz(String text) {
        return text.matches("\\d{1,6}(\\.\\d{1,6})?") ? Float.parseFloat(text) : 0;
    }
}
