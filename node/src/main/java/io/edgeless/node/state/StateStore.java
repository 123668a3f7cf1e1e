package io.edgeless.node.state;

import io.edgeless.api.id.StateId;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/// Keeps what functions synced, one file for each state id, replaced atomically. Every save carries
/// the epoch of its writer: an older one is refused, so that an instance that was replaced
/// elsewhere and came back cannot overwrite what its successor saved. Safe for concurrent use;
/// saves of one id are serialised.
///
/// A file is the line `edgeless-state 1 EPOCH CRC32C-HEX`, a line feed, and the state's bytes.
public final class StateStore {

    private static final String MAGIC = "edgeless-state";
    private static final String VERSION = "1";
    private static final int HEADER_BYTES_MAX = 128;

    private final Disk disk;
    private final Path folder;

    /// A lock for each id in use; bounded by the states on this node.
    private final Map<StateId, Object> locks = new ConcurrentHashMap<>();

    /// @param folder made when it is missing
    public StateStore(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        disk.createFolder(folder);
    }

    /// What became of a save or a load.
    public sealed interface Result {

        record Saved() implements Result {}

        record Loaded(byte[] state) implements Result {}

        /// Nothing was saved under this id.
        record Absent() implements Result {}

        record Failed(String reason) implements Result {}
    }

    /// The last saved state.
    public Result load(StateId id) {
        try {
            return disk.read(file(id)).map(bytes -> decode(id, bytes)).orElse(new Result.Absent());
        } catch (DiskException e) {
            return new Result.Failed(String.valueOf(e.getMessage()));
        }
    }

    /// Replaces the state; returns when it is on the disk.
    ///
    /// @param epoch of the writer's placement; 0 for one of a v1.2 orchestrator
    public Result save(StateId id, long epoch, byte[] state) {
        synchronized (locks.computeIfAbsent(id, key -> new Object())) {
            try {
                long saved = disk.read(file(id)).map(StateStore::epoch).orElse(0L);
                if (epoch < saved) {
                    return new Result.Failed(
                            "epoch " + epoch + " is older than epoch " + saved + " that saved it");
                }
                disk.replace(file(id), encode(epoch, state));
                return new Result.Saved();
            } catch (DiskException e) {
                return new Result.Failed(String.valueOf(e.getMessage()));
            }
        }
    }

    private Path file(StateId id) {
        return folder.resolve(id.toString());
    }

    private static byte[] encode(long epoch, byte[] state) {
        String header = String.join(" ", MAGIC, VERSION, Long.toString(epoch), crc(state)) + "\n";
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + state.length);
        System.arraycopy(state, 0, all, head.length, state.length);
        return all;
    }

    private static Result decode(StateId id, byte[] bytes) {
        String[] header = header(bytes);
        if (header.length != 4 || !header[0].equals(MAGIC)) {
            return new Result.Failed("the saved state " + id + " is damaged: no header");
        }
        if (!header[1].equals(VERSION)) {
            return new Result.Failed(
                    "the saved state " + id + " has the newer format " + header[1]);
        }
        byte[] state = Arrays.copyOfRange(bytes, headerLength(bytes) + 1, bytes.length);
        if (!crc(state).equals(header[3])) {
            return new Result.Failed("the saved state " + id + " is damaged: wrong checksum");
        }
        return new Result.Loaded(state);
    }

    private static long epoch(byte[] bytes) {
        String[] header = header(bytes);
        return header.length == 4 && header[2].matches("\\d{1,18}") ? Long.parseLong(header[2]) : 0;
    }

    private static String[] header(byte[] bytes) {
        int length = headerLength(bytes);
        return length < 0
                ? new String[0]
                : new String(bytes, 0, length, StandardCharsets.US_ASCII).split(" ", -1);
    }

    private static int headerLength(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, HEADER_BYTES_MAX); i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static String crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }
}
