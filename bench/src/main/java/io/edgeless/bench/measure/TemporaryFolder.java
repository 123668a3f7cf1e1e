package io.edgeless.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder that goes, with all in it, when it is closed.
public record TemporaryFolder(Path path) implements AutoCloseable {

    /// Makes one.
    public static TemporaryFolder create() {
        try {
            return new TemporaryFolder(Files.createTempDirectory("edgeless-bench-"));
        } catch (IOException e) {
            throw new BenchException("cannot make a temporary folder", e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BenchException("cannot delete " + path, e);
        }
    }
}
