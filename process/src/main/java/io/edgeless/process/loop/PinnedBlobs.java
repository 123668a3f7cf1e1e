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
/// before the core knows of it. Safe for concurrent use.
public final class PinnedBlobs {

    private final BlobStore blobs;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Integer> pins = new HashMap<>();

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
        }
        var pin = new Pin(Set.copyOf(values.keySet()));
        try {
            values.forEach(blobs::put);
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

    /// Deletes what is neither among these nor pinned.
    public void retain(Set<String> needed) {
        synchronized (lock) {
            Set<String> all = new HashSet<>(needed);
            all.addAll(pins.keySet());
            blobs.retain(all);
        }
    }
}
