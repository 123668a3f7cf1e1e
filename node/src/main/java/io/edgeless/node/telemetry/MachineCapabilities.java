package io.edgeless.node.telemetry;

import io.edgeless.api.model.NodeCapabilities;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out what the machine is (units: [NodeCapabilities]); used once, while the node starts.
public final class MachineCapabilities {

    private static final long KIB_PER_MIB = 1024;
    private static final long BYTES_PER_MIB = 1 << 20;

    private MachineCapabilities() {}

    /// What can be found out; nothing runs here yet.
    public static NodeCapabilities detect(World world, Path dataFolder) {
        ProcFiles proc = new ProcFiles(world.disk());
        int cpus = Runtime.getRuntime().availableProcessors();
        int memory = (int) (proc.number("meminfo", "MemTotal") / KIB_PER_MIB);
        Optional<Jetson> jetson = Jetson.find(world.disk());
        return new NodeCapabilities(
                cpus,
                proc.text("cpuinfo", "model name"),
                megahertz(proc.text("cpuinfo", "cpu MHz")),
                cores(proc, cpus),
                memory,
                List.of("hostname=" + world.network().hostName()),
                false,
                false,
                List.of(),
                diskMiB(dataFolder),
                jetson.isPresent() ? 1 : 0,
                jetson.map(Jetson::model).orElse(""),
                jetson.isPresent() ? memory : 0);
    }

    private static int diskMiB(Path dataFolder) {
        long bytes = dataFolder.toAbsolutePath().toFile().getTotalSpace();
        return (int) Math.min(Integer.MAX_VALUE, bytes / BYTES_PER_MIB);
    }

    /// Physical cores: each is named by its socket and its number there, once for each of its
    /// threads. No more than the CPUs this process may use; as many where nothing is said.
    private static int cores(ProcFiles proc, int cpus) {
        Set<String> cores = new HashSet<>();
        String socket = "";
        for (String line : proc.lines("cpuinfo")) {
            if (line.startsWith("physical id")) {
                socket = line;
            } else if (line.startsWith("core id")) {
                cores.add(socket + line);
            }
        }
        return cores.isEmpty() ? cpus : Math.min(cores.size(), cpus);
    }

    private static float megahertz(String text) {
        return text.matches("\\d{1,6}(\\.\\d{1,6})?") ? Float.parseFloat(text) : 0;
    }
}
