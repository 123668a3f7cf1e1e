package io.edgeless.process.settings;

import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;
import io.edgeless.world.SettingsReader;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.toml.TomlMapper;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A configuration file in TOML.
public final class TomlFile {

    /// A hundred times the largest template.
    private static final int BYTES_MAX = 256 << 10;

    /// Far more than any setting needs; keeps what walks through the values from running out of
    /// stack.
    private static final int DEPTH_MAX = 32;

    private static final TomlMapper MAPPER = new TomlMapper();

    private TomlFile() {}

    /// What came of reading a file.
    public sealed interface Result {

        /// The file is TOML; whether its values make sense is up to who reads the settings.
        record Parsed(SettingsReader settings) implements Result {}

        /// The file is missing, cannot be read or is not TOML.
        ///
        /// @param message for people: file, line, what is wrong
        record Broken(String message) implements Result {}
    }

    /// Reads the file. Never throws for any content.
    public static Result read(Disk disk, Path file) {
        Optional<byte[]> bytes;
        try {
            bytes = disk.read(file);
        } catch (DiskException e) {
            return new Result.Broken(file + ": " + e.getMessage());
        }
        if (bytes.isEmpty()) {
            return new Result.Broken(
                    file + ": there is no such file; write one from the template with -t " + file);
        }
        return parse(bytes.get(), file.toString());
    }

    /// Reads a text of the program's own, such as a template.
    ///
    /// @param name to show in problems
    public static Result parse(String toml, String name) {
        return parse(toml.getBytes(StandardCharsets.UTF_8), name);
    }

    private static Result parse(byte[] bytes, String file) {
        if (bytes.length > BYTES_MAX) {
            return new Result.Broken(file + ": is larger than " + BYTES_MAX + " bytes");
        }
        try {
            Map<String, Object> values = MAPPER.readValue(bytes, new TypeReference<>() {});
            return isTooDeep(values)
                    ? new Result.Broken(file + ": is nested more than " + DEPTH_MAX + " deep")
                    : new Result.Parsed(SettingsReader.of(values, file, TomlLines.of(bytes)));
        } catch (JacksonException e) {
            return new Result.Broken(file + line(e) + ": " + e.getOriginalMessage());
        }
    }

    private static String line(JacksonException problem) {
        TokenStreamLocation location = problem.getLocation();
        if (location == null || location.getLineNr() < 1) {
            return "";
        }
        // The parser notices a duplicate at the beginning of the next line.
        boolean isBehind =
                problem.getOriginalMessage().startsWith("Duplicate") && location.getColumnNr() == 1;
        return ":" + (isBehind ? location.getLineNr() - 1 : location.getLineNr());
    }

    private static boolean isTooDeep(Map<String, Object> values) {
        Collection<?> level = List.of(values);
        for (int depth = 0; depth <= DEPTH_MAX; depth++) {
            level = level.stream().flatMap(TomlFile::children).toList();
        }
        return !level.isEmpty();
    }

    private static Stream<?> children(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.values().stream();
            case List<?> list -> list.stream();
            default -> Stream.empty();
        };
    }
}
