package io.edgeless.world;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.lang.System.Logger;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Large values on disk, each named by its SHA-256 digest (64 lower-case hexadecimal digits), so
/// that none is stored twice and none can change unnoticed. Safe for concurrent use. Whoever opens
/// it holds the [DataFolder]. Every method may throw [DiskException].
public final class BlobStore {

    private static final Logger LOGGER = System.getLogger(BlobStore.class.getName());
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Disk disk;
    private final Path folder;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Set<String> names = new TreeSet<>();

    private BlobStore(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        for (String name : disk.list(folder)) {
            if (NAME.matcher(name).matches()) {
                names.add(name);
            }
        }
    }

    /// Opens the store in the folder; makes the folder if it is missing.
    public static BlobStore open(Disk disk, Path folder) {
        disk.createFolder(folder);
        return new BlobStore(disk, folder);
    }

    /// The name of these bytes.
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// Stores the bytes; on the disk for good when it returns. Cheap when they are there already.
    ///
    /// @param name their digest
    public void put(String name, byte[] bytes) {
        if (!digest(bytes).equals(name)) {
            throw new IllegalArgumentException("'" + name + "' is not the digest of the bytes");
        }
        synchronized (lock) {
            if (!names.contains(name)) {
                disk.replace(folder.resolve(name), bytes);
                names.add(name);
            }
        }
    }

    /// The bytes of that name; empty when they are not there or no longer what they were, in which
    /// case they are set aside and reported.
    public Optional<byte[]> get(String name) {
        synchronized (lock) {
            if (!names.contains(name)) {
                return Optional.empty();
            }
            Optional<byte[]> bytes = disk.read(folder.resolve(name));
            if (bytes.isPresent() && digest(bytes.get()).equals(name)) {
                return bytes;
            }
            names.remove(name);
            if (bytes.isPresent()) {
                disk.rename(folder.resolve(name), folder.resolve(name + ".damaged"));
            }
            LOGGER.log(
                    Logger.Level.ERROR,
                    "{0} is damaged or missing; it is fetched or sent anew when it is needed",
                    folder.resolve(name));
            return Optional.empty();
        }
    }

    /// What there is, sorted.
    public Set<String> names() {
        synchronized (lock) {
            return new TreeSet<>(names);
        }
    }

    /// Deletes all others.
    public void retain(Set<String> needed) {
        synchronized (lock) {
            for (String name : new HashSet<>(names)) {
                if (!needed.contains(name)) {
                    disk.delete(folder.resolve(name));
                    names.remove(name);
                }
            }
        }
    }
}
