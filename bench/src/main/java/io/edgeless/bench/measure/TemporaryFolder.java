package io.edgeless.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A folder that goes, with all in it, when it is closed, and when this process ends.
public final class TemporaryFolder implements AutoCloseable {

    /// Who wrote into it may not have stopped yet.
    private static final int ATTEMPTS_MAX = 50;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path path;
    private final Runnable end = this::delete;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /// Makes one.
    public static TemporaryFolder create() {
        try {
            var folder = new TemporaryFolder(Files.createTempDirectory("edgeless-bench-"));
            AtExit.ofProcess().own(folder.end);
            return folder;
        } catch (IOException e) {
            throw new BenchException("cannot make a temporary folder", e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        AtExit.ofProcess().disown(end);
        delete();
    }

    private void delete() {
        for (int attempt = 1; ; attempt++) {
            try {
                deleteAll();
                return;
            } catch (IOException | UncheckedIOException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new BenchException("cannot delete " + path, e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void deleteAll() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
