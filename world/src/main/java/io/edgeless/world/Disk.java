package io.edgeless.world;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The file system as the programs see it. A simulation tears, loses and fills it. Every method may
/// throw [DiskException].
public interface Disk {

    /// The whole file; empty when there is none.
    Optional<byte[]> read(Path file);

    /// The size of a plain file, links followed; empty when there is none or it is something else,
    /// such as a folder or a device. To ask before a file of a user is read.
    default OptionalLong plainFileBytes(Path file) {
        return read(file).map(bytes -> OptionalLong.of(bytes.length)).orElse(OptionalLong.empty());
    }

    /// Replaces the file so that after a crash it holds either the old or the new bytes: written
    /// aside, forced, renamed, folder forced.
    void replace(Path file, byte[] bytes);

    /// Opens the file for appending after its first `length` bytes; what stands behind is cut off.
    /// Creates it when it is missing.
    Appender append(Path file, long length);

    /// Opens the file for adding to it, wherever its end is at each write: others may add to it too
    /// and each write stays whole. Creates it when it is missing. Refuses whatever is not a plain
    /// file, also a symbolic link to one.
    Appender extend(Path file);

    /// The path with every symbolic link in it followed; empty when there is no such file or
    /// folder.
    Optional<Path> real(Path path);

    /// Removes the file; no error when there is none.
    void delete(Path file);

    /// Moves the file within its folder, replacing what has the new name.
    void rename(Path from, Path to);

    /// Names of the files in the folder, sorted; empty when there is no such folder.
    List<String> list(Path folder);

    /// Makes the folder and its parents.
    void createFolder(Path folder);

    /// Makes the folder and its parents, and lets nobody but this user into it, also when it was
    /// there before. A disk without users, such as a simulated one, just makes it.
    default void createPrivateFolder(Path folder) {
        createFolder(folder);
    }

    /// Takes the lock file for this process; empty when another holder has it.
    Optional<Lock> lock(Path file);

    /// A file open for appending; used by one thread at a time.
    interface Appender extends AutoCloseable {

        /// Adds the bytes at the end.
        void write(byte[] bytes);

        /// Returns when everything written is on the disk (fsync).
        void force();

        @Override
        void close();
    }

    /// A lock file held by this process.
    interface Lock extends AutoCloseable {

        @Override
        void close();
    }
}
