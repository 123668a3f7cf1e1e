package io.edgeless.process.loop;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.world.BlobStore;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The large values that the records of a core name by their digests, each stored once. One that
/// came with a request which the core has not decided on yet is pinned, so that it is not deleted
/// before the core knows of it.
///
/// What is needed is said by the core's thread, in the order of its decisions and without waiting
/// for the disk; the rest is deleted by others later. Safe for concurrent use.
public final class PinnedBlobs {

    private final BlobStore blobs;
    private final Object lock = new Object();

    /// Held while values are written or deleted; taken before the other lock, and never by the
    /// core's thread.
    private final Object writing = new Object();

    @GuardedBy("lock")
    private final Map<String, Integer> pins = new HashMap<>();

    /// What the core needed when it said so last; empty: it said nothing yet, and all is needed.
    @GuardedBy("lock")
    private Optional<Set<String>> needed = Optional.empty();

    /// What was pinned then, and what was stored since then.
    @GuardedBy("lock")
    private final Set<String> younger = new HashSet<>();

    /// How many sweeps were asked for so far, and how many of these the last one has served.
    @GuardedBy("lock")
    private long asked;

    @GuardedBy("lock")
    private long swept;

    public PinnedBlobs(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// Values that are not deleted before this is closed.
    public final class Pin implements AutoCloseable {

        private final Set<String> names;

        private Pin(Set<String> names) {
            this.names = names;
        }

        @Override
        public void close() {
            synchronized (lock) {
                names.forEach(name -> pins.computeIfPresent(name, (_, n) -> n == 1 ? null : n - 1));
            }
        }
    }

    /// Stores values for good, by their digests. May throw `DiskException`.
    public Pin put(Map<String, byte[]> values) {
        synchronized (lock) {
            values.keySet().forEach(name -> pins.put(name, pins.getOrDefault(name, 0) + 1));
            younger.addAll(values.keySet());
        }
        var pin = new Pin(Set.copyOf(values.keySet()));
        try {
            synchronized (writing) {
                values.forEach(blobs::put);
            }
            return pin;
        } catch (RuntimeException e) {
            pin.close();
            throw e;
        }
    }

    /// A value by its digest; empty when it is not there any more.
    public Optional<byte[]> get(String name) {
        return blobs.get(name);
    }

    /// From now on these are needed, those pinned now, and those stored later. Does not block:
    /// [#sweep()] deletes the others.
    public void retain(Set<String> needed) {
        synchronized (lock) {
            this.needed = Optional.of(Set.copyOf(needed));
            younger.clear();
            younger.addAll(pins.keySet());
        }
    }

    /// Deletes what is not needed any more. Of all who ask while the disk is busy, one does it for
    /// the others. May throw `DiskException`, to that one.
    public void sweep() {
        long mine;
        synchronized (lock) {
            asked++;
            mine = asked;
        }
        synchronized (writing) {
            Set<String> all = new HashSet<>();
            synchronized (lock) {
                if (needed.isEmpty() || swept >= mine) {
                    return;
                }
                swept = asked;
                all.addAll(needed.get());
                all.addAll(younger);
                all.addAll(pins.keySet());
            }
            blobs.retain(all);
        }
    }
}
