package io.edgeless.world;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The machine's file system.
final class SystemDisk implements Disk {

    private static final Logger LOGGER = System.getLogger(SystemDisk.class.getName());

    /// Files locked here. Not even opened a second time: closing any other handle of a locked file
    /// would free it for other processes.
    private final Set<Path> locked = ConcurrentHashMap.newKeySet();

    @Override
    public Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("cannot read", file, e);
        }
    }

    @Override
    public OptionalLong plainFileBytes(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.isRegularFile() ? OptionalLong.of(found.size()) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw failure("cannot read", file, e);
        }
    }

    @Override
    public void replace(Path file, byte[] bytes) {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            aside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                writeAll(channel, bytes);
                channel.force(true);
            }
            moveInPlace(aside, file);
        } catch (IOException e) {
            removeQuietly(aside);
            throw failure("cannot write", file, e);
        }
    }

    @Override
    public Appender append(Path file, long length) {
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(length);
            channel.position(length);
            forceFolder(file);
            return new ChannelAppender(file, channel);
        } catch (IOException e) {
            throw failure("cannot open for writing", file, e);
        }
    }

    @Override
    public Appender extend(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new DiskException("cannot write " + file + ": it is not a plain file");
        }
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND,
                            LinkOption.NOFOLLOW_LINKS);
            return new ChannelAppender(file, channel);
        } catch (IOException e) {
            throw failure("cannot open for writing", file, e);
        }
    }

    @Override
    public Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("cannot find", path, e);
        }
    }

    @Override
    public void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failure("cannot delete", file, e);
        }
    }

    @Override
    public void rename(Path from, Path to) {
        try {
            moveInPlace(from, to);
        } catch (IOException e) {
            throw failure("cannot rename", from, e);
        }
    }

    @Override
    public List<String> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | UncheckedIOException e) {
            throw failure("cannot list", folder, e);
        }
    }

    @Override
    public void createPrivateFolder(Path folder) {
        createFolder(folder);
        try {
            var view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
            if (view != null) {
                view.setPermissions(PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw failure("cannot restrict the folder", folder, e);
        }
    }

    @Override
    public void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw failure("cannot create the folder", folder, e);
        }
    }

    @Override
    public Optional<Lock> lock(Path file) {
        Path key = file.toAbsolutePath().normalize();
        if (!locked.add(key)) {
            return Optional.empty();
        }
        Optional<Lock> lock = Optional.empty();
        try {
            lock = lockForProcess(file, key);
            return lock;
        } catch (IOException e) {
            throw failure("cannot lock", file, e);
        } finally {
            if (lock.isEmpty()) {
                locked.remove(key);
            }
        }
    }

    private Optional<Lock> lockForProcess(Path file, Path key) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(() -> {
            close(file, channel);
            locked.remove(key);
        });
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void moveInPlace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(to);
    }

    /// A half-written file must not take the last bytes of a full disk.
    private static void removeQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.log(Logger.Level.WARNING, "cannot delete " + file, e);
        }
    }

    private static void forceFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void close(Path file, FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure("cannot close", file, e);
        }
    }

    private static DiskException failure(String what, Path file, Exception cause) {
        return new DiskException(what + " " + file + ": " + cause, cause);
    }

    private record ChannelAppender(Path file, FileChannel channel) implements Appender {

        @Override
        public void write(byte[] bytes) {
            try {
                writeAll(channel, bytes);
            } catch (IOException e) {
                throw failure("cannot write", file, e);
            }
        }

        @Override
        public void force() {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw failure("cannot force to disk", file, e);
            }
        }

        @Override
        public void close() {
            SystemDisk.close(file, channel);
        }
    }
}
