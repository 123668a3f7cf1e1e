package io.edgeless.world;

import java.nio.file.Path;

/// The folder in which one process keeps what must survive it; locked, so that no second one writes
/// there. The process's main closes it last.
public final class DataFolder implements AutoCloseable {

    private static final String LOCK = "lock";

    private final Path path;
    private final Disk.Lock lock;

    private DataFolder(Path path, Disk.Lock lock) {
        this.path = path;
        this.lock = lock;
    }

    /// What came of opening.
    public sealed interface Opening {}

    /// The folder is ours until it is closed.
    public record Opened(DataFolder folder) implements Opening {}

    /// Another process has it, or it cannot be written.
    ///
    /// @param message for people: which folder and what to do
    public record Busy(String message) implements Opening {}

    /// Makes the folder if it is missing and locks it.
    public static Opening open(Disk disk, Path path) {
        try {
            disk.createFolder(path);
            return disk.lock(path.resolve(LOCK))
                    .<Opening>map(lock -> new Opened(new DataFolder(path, lock)))
                    .orElseGet(() ->
                            new Busy(
                                    "the data folder "
                                            + path
                                            + " is in use by another process; stop that"
                                            + " one or set data_dir"));
        } catch (DiskException e) {
            return new Busy(e.getMessage() + "; set data_dir to a folder to write in");
        }
    }

    /// Where it is.
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        lock.close();
    }
}
