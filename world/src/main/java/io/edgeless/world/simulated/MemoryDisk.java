package io.edgeless.world.simulated;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.Chance;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A disk in memory with the faults of real ones on command: a crash loses or tears what was not
/// forced, space runs out, forcing fails. Replacing, renaming and deleting are durable at once.
/// Safe for concurrent use.
public final class MemoryDisk implements Disk {

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final TreeMap<Path, Content> files = new TreeMap<>();

    @GuardedBy("lock")
    private final Set<Path> folders = new HashSet<>();

    @GuardedBy("lock")
    private final Set<Path> locks = new HashSet<>();

    @GuardedBy("lock")
    private long freeBytes = Long.MAX_VALUE;

    @GuardedBy("lock")
    private boolean isForcingBroken;

    /// How often the machine lost its power; what was opened before is dead.
    @GuardedBy("lock")
    private long crashes;

    @GuardedBy("lock")
    private long forces;

    // ---- faults -----------------------------------------------------------------------------

    /// The power fails: of everything not forced a random part from the front remains, perhaps
    /// none, perhaps all. Locks are free again, open files are dead.
    public void crash(Chance chance) {
        synchronized (lock) {
            crashes++;
            locks.clear();
            files.replaceAll((_, content) ->
                    content.cutTo(content.forced() + chance.nextInt(content.unforced() + 1)));
        }
    }

    /// The process dies and the machine stays: nothing written is lost. Locks are free again, open
    /// files are dead.
    public void killProcess() {
        synchronized (lock) {
            crashes++;
            locks.clear();
        }
    }

    /// From now on only this much can be written (deleting frees nothing); an appending write
    /// beyond it is cut in the middle, and both kinds fail.
    public void limitSpace(long bytes) {
        synchronized (lock) {
            freeBytes = bytes;
        }
    }

    /// From now on forcing fails, or works again.
    public void breakForcing(boolean isBroken) {
        synchronized (lock) {
            isForcingBroken = isBroken;
        }
    }

    /// How often something was forced to the disk.
    public long forces() {
        synchronized (lock) {
            return forces;
        }
    }

    // ---- what every disk can ----------------------------------------------------------------

    @Override
    public Optional<byte[]> read(Path file) {
        synchronized (lock) {
            return Optional.ofNullable(files.get(file)).map(Content::bytes);
        }
    }

    @Override
    public void replace(Path file, byte[] bytes) {
        synchronized (lock) {
            checkForcing(file);
            if (freeBytes < bytes.length) {
                throw full(file);
            }
            take(bytes.length);
            files.put(file, Content.of(bytes));
            forces++;
        }
    }

    @Override
    public Appender append(Path file, long length) {
        synchronized (lock) {
            Content old = files.getOrDefault(file, Content.of(new byte[0]));
            files.put(file, old.cutTo(Math.toIntExact(length)));
            return new MemoryAppender(file, crashes);
        }
    }

    @Override
    public Appender extend(Path file) {
        synchronized (lock) {
            if (isFolder(file)) {
                throw new DiskException("cannot write " + file + ": it is not a plain file");
            }
            files.putIfAbsent(file, Content.of(new byte[0]));
            return new MemoryAppender(file, crashes);
        }
    }

    @Override
    public Optional<Path> real(Path path) {
        synchronized (lock) {
            Path real = path.toAbsolutePath().normalize();
            return files.containsKey(path) || isFolder(path) ? Optional.of(real) : Optional.empty();
        }
    }

    @GuardedBy("lock")
    private boolean isFolder(Path path) {
        return folders.contains(path)
                || files.keySet().stream()
                        .anyMatch(file -> file.startsWith(path) && !file.equals(path));
    }

    @Override
    public void delete(Path file) {
        synchronized (lock) {
            files.remove(file);
        }
    }

    @Override
    public void rename(Path from, Path to) {
        synchronized (lock) {
            Content content = files.remove(from);
            if (content == null) {
                throw new DiskException("cannot rename " + from + ": there is no such file");
            }
            files.put(to, content);
        }
    }

    @Override
    public List<String> list(Path folder) {
        synchronized (lock) {
            return files.keySet().stream()
                    .filter(file -> folder.equals(file.getParent()))
                    .map(file -> Objects.toString(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void createFolder(Path folder) {
        synchronized (lock) {
            folders.add(folder);
        }
    }

    @Override
    public Optional<Lock> lock(Path file) {
        synchronized (lock) {
            if (!locks.add(file)) {
                return Optional.empty();
            }
            long since = crashes;
            return Optional.of(() -> unlock(file, since));
        }
    }

    private void unlock(Path file, long since) {
        synchronized (lock) {
            if (since == crashes) {
                locks.remove(file);
            }
        }
    }

    @CanIgnoreReturnValue
    @GuardedBy("lock")
    private int take(int bytes) {
        int taken = (int) Math.min(bytes, freeBytes);
        freeBytes -= taken;
        return taken;
    }

    @GuardedBy("lock")
    private void checkForcing(Path file) {
        if (isForcingBroken) {
            throw new DiskException("cannot force to disk " + file + ": input/output error");
        }
    }

    private static DiskException full(Path file) {
        return new DiskException("cannot write " + file + ": no space left on device");
    }

    private final class MemoryAppender implements Appender {

        private final Path file;
        private final long since;

        MemoryAppender(Path file, long since) {
            this.file = file;
            this.since = since;
        }

        @Override
        public void write(byte[] bytes) {
            synchronized (lock) {
                int taken = take(bytes.length);
                alive().add(bytes, taken);
                if (taken < bytes.length) {
                    throw full(file);
                }
            }
        }

        @Override
        public void force() {
            synchronized (lock) {
                checkForcing(file);
                alive().force();
                forces++;
            }
        }

        @Override
        public void close() {}

        @GuardedBy("lock")
        private Content alive() {
            Content content = files.get(file);
            if (since != crashes || content == null) {
                throw new DiskException("cannot write " + file + ": it is gone");
            }
            return content;
        }
    }
}
