package io.edgeless.node.telemetry;

import io.edgeless.api.model.NodeHealth;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// The graphics processor of an NVIDIA Jetson, the only one that v1.2 knows: it is part of the
/// board and shares its memory. Used by one thread at a time.
final class Jetson {

    private static final Path BOARD = Path.of("/sys/firmware/devicetree/base/model");
    private static final Path LOAD = Path.of("/sys/devices/gpu.0/load");
    private static final Path THERMAL = Path.of("/sys/class/thermal");

    /// Jetsons have some ten.
    private static final int ZONES_MAX = 32;

    /// The file counts in tenths of a percent.
    private static final int LOAD_PARTS = 10;

    /// As v1.2 says that the load cannot be read, or is no number.
    private static final int LOAD_UNREADABLE = -10;

    private static final int LOAD_NO_NUMBER = -20;

    private final Disk disk;
    private final String model;

    private Jetson(Disk disk, String model) {
        this.disk = disk;
        this.model = model;
    }

    /// Empty on every other machine.
    static Optional<Jetson> find(Disk disk) {
        return text(disk, BOARD)
                .map(board -> board.replaceAll("[^\\x20-\\x7e]", ""))
                .filter(board -> board.toLowerCase(Locale.ROOT).contains("jetson"))
                .map(board -> new Jetson(disk, board));
    }

    String model() {
        return model;
    }

    /// In percent; negative when it is not known.
    int loadPercent() {
        Optional<String> load = text(disk, LOAD);
        if (load.isEmpty()) {
            return LOAD_UNREADABLE;
        }
        return load.get().matches("\\d{1,9}")
                ? Integer.parseInt(load.get()) / LOAD_PARTS
                : LOAD_NO_NUMBER;
    }

    /// In m°C.
    int temperature() {
        for (int i = 0; i < ZONES_MAX; i++) {
            Path zone = THERMAL.resolve("thermal_zone" + i);
            if (text(disk, zone.resolve("type")).equals(Optional.of("GPU-therm"))) {
                return text(disk, zone.resolve("temp"))
                        .filter(number -> number.matches("-?\\d{1,8}"))
                        .map(Integer::parseInt)
                        .orElse(NodeHealth.NONE.gpuTempCels());
            }
        }
        return NodeHealth.NONE.gpuTempCels();
    }

    private static Optional<String> text(Disk disk, Path file) {
        try {
            return disk.read(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
        } catch (DiskException e) {
            return Optional.empty();
        }
    }
}
