package io.edgeless.runtime.wasm.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.BlobStore;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import run.endive.wasm.Version;

import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Compiled modules on disk, for the next start of the node. May be lost at any time: whatever goes
/// wrong with it is logged and means only that a module is compiled again. Safe for concurrent use.
///
/// An entry is a file named by its key, holding a digest of key and content, then the content. As
/// the content is run as code of the node, nobody else may get into the folder, and an entry whose
/// digest is not right is never looked into.
final class CodeCache {

    private static final Logger LOGGER = System.getLogger(CodeCache.class.getName());
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    /// Raised whenever entries of earlier versions must not be used any more.
    private static final String FORMAT = "edgeless compiled wasm 1";

    private static final int DIGEST_BYTES = 32;

    private final Disk disk;
    private final Path folder;
    private final long bytesMax;
    private final Object lock = new Object();

    /// Sizes by name, those used last at the end; what this process never used comes first.
    @GuardedBy("lock")
    private final Map<String, Long> entries = new LinkedHashMap<>(16, 0.75f, true);

    @GuardedBy("lock")
    private long bytes;

    private CodeCache(Disk disk, Path folder, long bytesMax) {
        this.disk = disk;
        this.folder = folder;
        this.bytesMax = bytesMax;
    }

    /// Opens the cache in a folder of its own, which is made when it is missing.
    ///
    /// @param bytesMax the most that its entries take together
    static CodeCache open(Disk disk, Path folder, long bytesMax) {
        CodeCache cache = new CodeCache(disk, folder, bytesMax);
        try {
            cache.scan();
        } catch (DiskException e) {
            warn("cannot open the cache of compiled modules", e);
        }
        return cache;
    }

    /// The key of a module's compiled form: of the module, and of everything else that the form
    /// depends on. Not of the kind of memory, which the compiled form does not know.
    static String key(byte[] module) {
        String text =
                String.join("\n", FORMAT, Version.version(), Runtime.version().toString(), "");
        return BlobStore.digest(joined(text.getBytes(StandardCharsets.UTF_8), module));
    }

    /// The content of an entry; empty when there is none that can be used.
    Optional<byte[]> get(String key) {
        Optional<byte[]> file = Optional.empty();
        synchronized (lock) {
            if (entries.get(key) != null) {
                file = read(key);
            }
        }
        return file.flatMap(found -> opened(key, found));
    }

    /// Keeps an entry, at the cost of those not used for longest.
    void put(String key, byte[] content) {
        byte[] file = joined(HexFormat.of().parseHex(sum(key, content)), content);
        if (file.length > bytesMax) {
            return;
        }
        synchronized (lock) {
            try {
                forget(key);
                makeRoom(file.length);
                disk.replace(folder.resolve(key), file);
                entries.put(key, (long) file.length);
                bytes += file.length;
            } catch (DiskException e) {
                if (Thread.currentThread().isInterrupted()) {
                    LOGGER.log(
                            Logger.Level.DEBUG,
                            "a compiled module is not kept, because the node is closing");
                } else {
                    warn("cannot write a compiled module", e);
                }
            }
        }
    }

    /// Removes an entry that turned out to be of no use.
    void remove(String key) {
        synchronized (lock) {
            try {
                delete(key);
            } catch (DiskException e) {
                warn("cannot remove a compiled module", e);
            }
        }
    }

    private void scan() {
        synchronized (lock) {
            disk.createPrivateFolder(folder);
            for (String name : disk.list(folder)) {
                if (NAME.matcher(name).matches()) {
                    OptionalLong size = disk.plainFileBytes(folder.resolve(name));
                    if (size.isPresent()) {
                        entries.put(name, size.getAsLong());
                        bytes += size.getAsLong();
                    }
                } else {
                    disk.delete(folder.resolve(name));
                }
            }
            makeRoom(0);
        }
    }

    @GuardedBy("lock")
    private Optional<byte[]> read(String key) {
        try {
            Path file = folder.resolve(key);
            boolean fits = disk.plainFileBytes(file).orElse(Long.MAX_VALUE) <= bytesMax;
            return fits ? disk.read(file) : Optional.empty();
        } catch (DiskException e) {
            warn("cannot read the cache of compiled modules", e);
            return Optional.empty();
        }
    }

    private Optional<byte[]> opened(String key, byte[] file) {
        if (file.length > DIGEST_BYTES) {
            byte[] content = Arrays.copyOfRange(file, DIGEST_BYTES, file.length);
            String kept = HexFormat.of().formatHex(file, 0, DIGEST_BYTES);
            if (kept.equals(sum(key, content))) {
                return Optional.of(content);
            }
        }
        LOGGER.log(
                Logger.Level.WARNING,
                "a damaged entry of the cache of compiled modules is not used: {0}",
                folder.resolve(key));
        remove(key);
        return Optional.empty();
    }

    @GuardedBy("lock")
    private void makeRoom(long wanted) {
        while (bytes + wanted > bytesMax && !entries.isEmpty()) {
            delete(entries.keySet().iterator().next());
        }
    }

    @GuardedBy("lock")
    private void delete(String key) {
        forget(key);
        disk.delete(folder.resolve(key));
    }

    @GuardedBy("lock")
    private void forget(String key) {
        Long size = entries.remove(key);
        bytes -= size == null ? 0 : size;
    }

    /// One line: the message names the file, and what to do.
    private static void warn(String what, DiskException why) {
        LOGGER.log(Logger.Level.WARNING, "{0}: {1}", what, why.getMessage());
    }

    private static String sum(String key, byte[] content) {
        return BlobStore.digest(joined(key.getBytes(StandardCharsets.US_ASCII), content));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(first.length + second.length);
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }
}
