package io.edgeless.systemtest.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A backup of a data folder, made as docs/operations.md says.
public final class DataCopy {

    private DataCopy() {}

    /// What only grows is copied before what replaces it, so that the program may be running.
    public static void make(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("records"));
        for (String first : List.of("records/log", "records/snapshot")) {
            if (Files.exists(from.resolve(first))) {
                Files.copy(from.resolve(first), to.resolve(first));
            }
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (!Files.exists(target)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
