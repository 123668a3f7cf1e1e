package io.edgeless.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the figures were taken on.
///
/// @param memoryMib all of it; 0 when it cannot be told
public record Machine(String cpu, int cores, long memoryMib, String system, String java) {

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int KIB_PER_MIB = 1024;

    /// The machine that this process runs on.
    public static Machine here() {
        return new Machine(
                entry(CPU, "model name"),
                Runtime.getRuntime().availableProcessors(),
                allMemoryMib(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
    }

    private static long allMemoryMib() {
        String kib = entry(MEMORY, "MemTotal").replaceAll("\\D", "");
        return kib.isEmpty() ? 0 : Long.parseLong(kib) / KIB_PER_MIB;
    }

    private static String entry(Path file, String key) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public String toString() {
        return "%s, %d cores, %d MiB, %s, Java %s".formatted(cpu, cores, memoryMib, system, java);
    }
}
