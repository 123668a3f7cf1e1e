package io.edgeless.dist;

import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.process.settings.TomlFile;
import io.edgeless.world.Disk;
import io.edgeless.world.SettingsReader;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Configuration files: reading them, and writing new ones to start from.
final class Templates {

    private Templates() {}

    /// Writes a new file; never over one that is there.
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new StartupException("cannot overwrite configuration file: " + file);
        } catch (IOException e) {
            throw new StartupException("cannot write " + file + ": " + e);
        }
    }

    /// Reads a file; a complaint when it is missing or no TOML.
    static SettingsReader read(Disk disk, Path file) {
        return switch (TomlFile.read(disk, file)) {
            case TomlFile.Result.Parsed(SettingsReader settings) -> settings;
            case TomlFile.Result.Broken(String message) -> throw new StartupException(message);
        };
    }

    /// Reads a text of ours.
    static SettingsReader parse(String toml, String name) {
        return switch (TomlFile.parse(toml, name)) {
            case TomlFile.Result.Parsed(SettingsReader settings) -> settings;
            case TomlFile.Result.Broken(String message) -> throw new StartupException(message);
        };
    }
}
