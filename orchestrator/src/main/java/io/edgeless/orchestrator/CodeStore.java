package io.edgeless.orchestrator;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.world.BlobStore;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The code of all functions, once per digest. Code of a start that is not decided yet is pinned,
/// so that it is not deleted before the core knows of it. Safe for concurrent use.
final class CodeStore {

    private final BlobStore blobs;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Digest, Integer> pins = new HashMap<>();

    CodeStore(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// A function whose code is in the store, at least until it is closed.
    final class Pinned implements AutoCloseable {

        private final FunctionSpec spec;
        private final Optional<Digest> digest;

        private Pinned(FunctionSpec spec, Optional<Digest> digest) {
            this.spec = spec;
            this.digest = digest;
        }

        /// The function with a digest in place of the bytes.
        FunctionSpec spec() {
            return spec;
        }

        @Override
        public void close() {
            synchronized (lock) {
                digest.ifPresent(d -> pins.computeIfPresent(d, (k, n) -> n == 1 ? null : n - 1));
            }
        }
    }

    /// Stores the code of a function for good. May throw `DiskException`.
    Pinned store(FunctionSpec spec) {
        if (!(spec.code().binary() instanceof Binary.Inline(Digest digest, byte[] bytes))) {
            return new Pinned(spec, Optional.empty());
        }
        synchronized (lock) {
            pins.put(digest, pins.getOrDefault(digest, 0) + 1);
        }
        var pinned = new Pinned(spec.withBinary(new Binary.Stored(digest)), Optional.of(digest));
        try {
            blobs.put(digest.hex(), bytes);
            return pinned;
        } catch (RuntimeException e) {
            pinned.close();
            throw e;
        }
    }

    /// The function with the bytes in place of a digest; empty when they are lost.
    Optional<FunctionSpec> load(FunctionSpec spec) {
        return spec.code().binary() instanceof Binary.Stored(Digest digest)
                ? blobs.get(digest.hex())
                        .map(bytes -> spec.withBinary(new Binary.Inline(digest, bytes)))
                : Optional.of(spec);
    }

    /// Deletes what is neither among these nor pinned.
    void retain(Set<Digest> digests) {
        synchronized (lock) {
            Set<String> needed = new HashSet<>();
            digests.forEach(digest -> needed.add(digest.hex()));
            pins.keySet().forEach(digest -> needed.add(digest.hex()));
            blobs.retain(needed);
        }
    }
}
