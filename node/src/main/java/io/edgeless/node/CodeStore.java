package io.edgeless.node;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.world.BlobStore;
import io.edgeless.world.DiskException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The codes of the instances on this node, one copy each. A code stays while somebody holds it (a
/// start on its way to the agent) or the agent needs it. Safe for concurrent use.
final class CodeStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(CodeStore.class);

    private final BlobStore blobs;

    @GuardedBy("this")
    private final Map<Digest, Integer> held = new HashMap<>();

    /// What the agent needs; replaced by its loop, in the order of its decisions.
    private volatile Set<Digest> needed = Set.of();

    CodeStore(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// Keeps a code while it is open.
    interface Hold extends AutoCloseable {

        @Override
        void close();
    }

    /// Stores the code, on the disk when it returns, and holds it. May throw [DiskException].
    Hold put(Binary.Inline code) {
        Digest digest = code.digest();
        synchronized (this) {
            held.merge(digest, 1, Integer::sum);
        }
        try {
            blobs.put(digest.hex(), code.bytes());
        } catch (DiskException e) {
            release(digest);
            throw e;
        }
        return () -> release(digest);
    }

    private synchronized void release(Digest digest) {
        held.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
    }

    /// The code; empty when it is lost.
    Optional<byte[]> get(Digest digest) {
        return blobs.get(digest.hex());
    }

    /// From now on the agent needs exactly these. Does not block: [#sweep] deletes the others.
    void need(Set<Digest> all) {
        needed = all;
    }

    /// Deletes what nobody needs now.
    void sweep() {
        synchronized (this) {
            Set<String> keep = new HashSet<>();
            held.keySet().forEach(digest -> keep.add(digest.hex()));
            needed.forEach(digest -> keep.add(digest.hex()));
            try {
                blobs.retain(keep);
            } catch (DiskException e) {
                LOGGER.warn("code that is no longer needed stays: {}", e.getMessage());
            }
        }
    }
}
