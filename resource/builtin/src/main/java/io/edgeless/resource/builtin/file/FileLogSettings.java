package io.edgeless.resource.builtin.file;

import io.edgeless.world.SettingsReader;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where `file-log` may write.
///
/// @param folder relative names start here; absolute
/// @param isAnywhere whether names may lead out of the folder
/// @param nodeFolder what the node itself keeps on the disk, which no log may touch; absolute
record FileLogSettings(Path folder, boolean isAnywhere, Path nodeFolder) {

    private static final String DIRECTORY = "file_log_directory";
    private static final String ABSOLUTE = "file_log_absolute";

    static FileLogSettings read(SettingsReader resources, Path dataFolder) {
        Path folder =
                folder(resources, resources.string(DIRECTORY, "")).toAbsolutePath().normalize();
        boolean isAnywhere = resources.flag(ABSOLUTE, false);
        return new FileLogSettings(folder, isAnywhere, nodeFolder(dataFolder, folder));
    }

    /// The resources' data folder lies in that of the node, unless that is where logs belong.
    private static Path nodeFolder(Path dataFolder, Path logFolder) {
        Path absolute = dataFolder.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        return parent == null || logFolder.startsWith(parent) ? absolute : parent;
    }

    private static Path folder(SettingsReader resources, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            resources.problem(DIRECTORY, "is not a path: " + e.getMessage());
            return Path.of("");
        }
    }
}
