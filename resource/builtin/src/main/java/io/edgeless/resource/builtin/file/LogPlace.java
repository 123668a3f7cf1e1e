package io.edgeless.resource.builtin.file;

import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The place on the disk that the name of a log file stands for.
sealed interface LogPlace {

    /// A file that may be written; symbolic links are followed already.
    record Allowed(Path file) implements LogPlace {}

    record Refused(String reason) implements LogPlace {}

    /// Finds the place of a name that the author of a workflow chose. Never throws.
    static LogPlace of(String name, FileLogSettings settings, Disk disk) {
        try {
            return find(Path.of(name), settings, disk);
        } catch (InvalidPathException e) {
            return new Refused("is not the name of a file: " + e.getMessage());
        } catch (DiskException e) {
            return new Refused(e.getMessage());
        }
    }

    private static LogPlace find(Path name, FileLogSettings settings, Disk disk) {
        Path path = settings.folder().resolve(name).normalize();
        Path folder = path.getParent();
        Path last = path.getFileName();
        if (folder == null || last == null) {
            return new Refused("is not the name of a file");
        }
        Optional<Path> realFolder = disk.real(folder);
        if (realFolder.isEmpty()) {
            return new Refused("lies in the folder " + folder + ", which does not exist");
        }
        Path file = disk.real(path).orElse(realFolder.get().resolve(last));
        if (isOfNode(file, settings, disk)) {
            return new Refused("is kept for the settings and the store of EDGELESS itself");
        }
        if (!settings.isAnywhere() && !file.startsWith(real(settings.folder(), disk))) {
            return new Refused(
                    "leads out of "
                            + settings.folder()
                            + "; the node allows that with resources.file_log_absolute = true");
        }
        return new Allowed(file);
    }

    /// By default logs go to the folder in which the programs were started, where their settings
    /// and data are too: a workflow must not rewrite them.
    private static boolean isOfNode(Path file, FileLogSettings settings, Disk disk) {
        for (Path part : file) {
            if (part.toString().equals("edgeless-data")) {
                return true;
            }
        }
        return file.toString().endsWith(".toml")
                || file.startsWith(real(settings.nodeFolder(), disk));
    }

    private static Path real(Path folder, Disk disk) {
        return disk.real(folder).orElse(folder);
    }
}
