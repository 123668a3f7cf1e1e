package io.edgeless.node.telemetry;

import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Reads what Linux says of the machine under /proc. Everything that is missing or strange counts
/// as nothing, because a report with gaps is better than none.
final class ProcFiles {

    private static final Path PROC = Path.of("/proc");

    private final Disk disk;

    ProcFiles(Disk disk) {
        this.disk = disk;
    }

    /// The lines of a file below /proc; none when it cannot be read.
    List<String> lines(String name) {
        try {
            return disk.read(PROC.resolve(name))
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                    .orElse(List.of());
        } catch (DiskException e) {
            return List.of();
        }
    }

    /// The text after `key:` of the first line that starts with it.
    String text(String name, String key) {
        return lines(name).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }

    /// The number after `key:`, without its unit; 0 when there is none.
    long number(String name, String key) {
        return parse(text(name, key).split(" ", 2)[0]);
    }

    /// A decimal number; 0 when the text is none.
    static long parse(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
