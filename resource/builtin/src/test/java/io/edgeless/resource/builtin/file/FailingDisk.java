package io.edgeless.resource.builtin.file;

import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A real disk that is full when told so. Used by one thread, or left alone.
final class FailingDisk implements Disk {

    private final Disk disk;
    private int bytesLeft = Integer.MAX_VALUE;

    FailingDisk(Disk disk) {
        this.disk = disk;
    }

    /// The write that crosses this many bytes is cut there and fails, as do all after it.
    void failAfter(int bytes) {
        bytesLeft = bytes;
    }

    void recover() {
        bytesLeft = Integer.MAX_VALUE;
    }

    @Override
    public Appender extend(Path file) {
        Appender appender = disk.extend(file);
        return new Appender() {
            @Override
            public void write(byte[] bytes) {
                if (bytesLeft == Integer.MAX_VALUE) {
                    appender.write(bytes);
                    return;
                }
                int written = Math.min(bytes.length, bytesLeft);
                appender.write(Arrays.copyOf(bytes, written));
                bytesLeft -= written;
                if (written < bytes.length) {
                    throw new DiskException("cannot write " + file + ": no space left");
                }
            }

            @Override
            public void force() {
                appender.force();
            }

            @Override
            public void close() {
                appender.close();
            }
        };
    }

    @Override
    public Optional<byte[]> read(Path file) {
        return disk.read(file);
    }

    @Override
    public void replace(Path file, byte[] bytes) {
        disk.replace(file, bytes);
    }

    @Override
    public Appender append(Path file, long length) {
        return disk.append(file, length);
    }

    @Override
    public Optional<Path> real(Path path) {
        return disk.real(path);
    }

    @Override
    public void delete(Path file) {
        disk.delete(file);
    }

    @Override
    public void rename(Path from, Path to) {
        disk.rename(from, to);
    }

    @Override
    public List<String> list(Path folder) {
        return disk.list(folder);
    }

    @Override
    public void createFolder(Path folder) {
        disk.createFolder(folder);
    }

    @Override
    public Optional<Lock> lock(Path file) {
        return disk.lock(file);
    }
}
