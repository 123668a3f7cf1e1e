package io.edgeless.node.state;

import io.edgeless.api.id.StateId;
import io.edgeless.world.Disk;
import io.edgeless.world.DiskException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Keeps what functions synced, one file for each state id, replaced atomically. Every save carries
/// the epoch of its writer: an older one is refused, so that an instance that was replaced
/// elsewhere and came back cannot overwrite what its successor saved. All states together are
/// bounded. Safe for concurrent use; what concerns one id is done one after the other.
///
/// A damaged file is set aside under another name and reported; whoever loads it is told so, once,
/// and begins anew after that. What was set aside counts towards the bound, goes when the state of
/// its function does, and makes room for a save that finds none. A file of a newer format is left
/// alone and refused.
public final class StateStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(StateStore.class);

    private static final String ASIDE = ".damaged";

    /// Ids that share a lock wait for each other's disk: few do.
    private static final int LOCKS = 64;

    private final Disk disk;
    private final Path folder;
    private final long bytesMax;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    /// What there is; changed under the lock of the id, counted by anybody.
    private final Map<StateId, Known> known = new ConcurrentHashMap<>();

    /// Sizes of what was set aside; whoever takes an entry out deletes the file.
    private final Map<StateId, Long> aside = new ConcurrentHashMap<>();

    /// The sum of the sizes of both; every save reserves its share before it writes.
    private final AtomicLong bytes = new AtomicLong();

    /// A state on the disk.
    ///
    /// @param epoch that saved it; empty until the file was read
    private record Known(OptionalLong epoch, long bytes) {}

    private StateStore(Disk disk, Path folder, long bytesMax) {
        this.disk = disk;
        this.folder = folder;
        this.bytesMax = bytesMax;
    }

    /// Opens the store, which may throw [DiskException].
    ///
    /// @param folder made when it is missing
    /// @param bytesMax of all states together
    public static StateStore open(Disk disk, Path folder, long bytesMax) {
        disk.createFolder(folder);
        StateStore store = new StateStore(disk, folder, bytesMax);
        for (String name : disk.list(folder)) {
            long size = disk.plainFileBytes(folder.resolve(name)).orElse(0);
            if (name.endsWith(ASIDE)) {
                StateId.parse(name.substring(0, name.length() - ASIDE.length()))
                        .ifPresent(id -> store.knowAside(id, size));
            } else {
                StateId.parse(name)
                        .ifPresent(id -> store.know(id, new Known(OptionalLong.empty(), size)));
            }
        }
        return store;
    }

    /// What became of a save or a load.
    public sealed interface Result {

        record Saved() implements Result {}

        record Loaded(byte[] state) implements Result {}

        /// Nothing was saved under this id.
        record Absent() implements Result {}

        record Failed(String reason) implements Result {}
    }

    /// What there is.
    public Set<StateId> ids() {
        return new TreeSet<>(known.keySet());
    }

    /// Bytes of all states, and of what was set aside.
    public long bytes() {
        return bytes.get();
    }

    /// The last saved state.
    public Result load(StateId id) {
        synchronized (lock(id)) {
            try {
                return disk.read(file(id))
                        .map(found -> loaded(id, found))
                        .orElseGet(Result.Absent::new);
            } catch (DiskException e) {
                return new Result.Failed(e.getMessage());
            }
        }
    }

    private Result loaded(StateId id, byte[] found) {
        return switch (StateFile.decode(found)) {
            case StateFile.Content.Whole(long epoch, byte[] state) -> {
                know(id, new Known(OptionalLong.of(epoch), found.length));
                yield new Result.Loaded(state);
            }
            case StateFile.Content.Damaged(String reason) ->
                    new Result.Failed(setAside(id, reason));
            case StateFile.Content.Newer(String version) -> newer(id, version);
        };
    }

    /// Replaces the state; returns when it is on the disk.
    ///
    /// @param epoch of the writer's placement; 0 for one of a v1.2 orchestrator
    public Result save(StateId id, long epoch, byte[] state) {
        synchronized (lock(id)) {
            try {
                Optional<Result> refusal = refusal(id, epoch);
                return refusal.isPresent() ? refusal.get() : write(id, epoch, state);
            } catch (DiskException e) {
                return new Result.Failed(e.getMessage());
            }
        }
    }

    private Optional<Result> refusal(StateId id, long epoch) {
        Known there = known.get(id);
        if (there == null) {
            return Optional.empty();
        }
        if (there.epoch().isEmpty() && load(id) instanceof Result.Failed failed) {
            // A damaged file is out of the way now; one that cannot be read must not be replaced.
            return known.containsKey(id) ? Optional.of(failed) : Optional.empty();
        }
        long saved =
                Optional.ofNullable(known.get(id))
                        .map(Known::epoch)
                        .orElse(there.epoch())
                        .orElse(0);
        return epoch < saved
                ? Optional.of(
                        new Result.Failed(
                                "epoch "
                                        + epoch
                                        + " is older than epoch "
                                        + saved
                                        + " that saved it"))
                : Optional.empty();
    }

    private Result write(StateId id, long epoch, byte[] state) {
        byte[] file = StateFile.encode(epoch, state);
        Known old = known.getOrDefault(id, new Known(OptionalLong.empty(), 0));
        long more = file.length - old.bytes();
        if (bytes.addAndGet(more) > bytesMax && more > 0 && !makeRoom()) {
            bytes.addAndGet(-more);
            return new Result.Failed(
                    "all states of this node together may have "
                            + bytesMax
                            + " bytes; the operator sets guests.states_mib_max");
        }
        try {
            disk.replace(file(id), file);
        } catch (DiskException e) {
            bytes.addAndGet(-more);
            throw e;
        }
        known.put(id, new Known(OptionalLong.of(epoch), file.length));
        return new Result.Saved();
    }

    /// Deletes what was set aside until all fits; nothing, when that would not be enough.
    private boolean makeRoom() {
        long most = aside.values().stream().mapToLong(Long::longValue).sum();
        if (bytes.get() - most > bytesMax) {
            return false;
        }
        for (StateId id : aside.keySet()) {
            if (bytes.get() <= bytesMax) {
                break;
            }
            LOGGER.warn("{} is deleted to make room for a state that is saved", asideFile(id));
            try {
                deleteAside(id);
            } catch (DiskException e) {
                LOGGER.warn("{}", e.getMessage());
            }
        }
        return bytes.get() <= bytesMax;
    }

    private void deleteAside(StateId id) {
        Long size = aside.remove(id);
        if (size == null) {
            return;
        }
        try {
            disk.delete(asideFile(id));
            bytes.addAndGet(-size);
        } catch (DiskException e) {
            if (aside.putIfAbsent(id, size) != null) {
                bytes.addAndGet(-size);
            }
            throw e;
        }
    }

    /// Deletes a state for good, and what was set aside of it; the reason when that fails.
    public Optional<String> delete(StateId id) {
        synchronized (lock(id)) {
            try {
                disk.delete(file(id));
                forget(id);
                deleteAside(id);
                return Optional.empty();
            } catch (DiskException e) {
                return Optional.of(e.getMessage());
            }
        }
    }

    private String setAside(StateId id, String reason) {
        disk.rename(file(id), asideFile(id));
        Known old = known.get(id);
        forget(id);
        knowAside(id, old == null ? 0 : old.bytes());
        String report =
                "the saved state %s is damaged: %s; it was set aside as %s, the function begins anew"
                        .formatted(id, reason, asideFile(id));
        LOGGER.error("{}", report);
        return report;
    }

    private Result newer(StateId id, String version) {
        return new Result.Failed(
                "the saved state %s has format %s, which this version does not know; use the newer"
                                .formatted(file(id), version)
                        + " version or delete the file");
    }

    private void know(StateId id, Known now) {
        Known old = known.put(id, now);
        bytes.addAndGet(now.bytes() - (old == null ? 0 : old.bytes()));
    }

    private void forget(StateId id) {
        Known old = known.remove(id);
        bytes.addAndGet(old == null ? 0 : -old.bytes());
    }

    /// One that was set aside before under the same name is gone.
    private void knowAside(StateId id, long size) {
        Long old = aside.put(id, size);
        bytes.addAndGet(size - (old == null ? 0 : old));
    }

    private Object lock(StateId id) {
        return locks[Math.floorMod(id.hashCode(), LOCKS)];
    }

    private Path asideFile(StateId id) {
        return folder.resolve(id + ASIDE);
    }

    private Path file(StateId id) {
        return folder.resolve(id.toString());
    }
}
