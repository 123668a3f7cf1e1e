package io.edgeless.orchestrator;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.world.DiskException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The code of all functions, once per digest. Safe for concurrent use.
final class CodeStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(CodeStore.class);

    private final PinnedBlobs blobs;

    CodeStore(PinnedBlobs blobs) {
        this.blobs = blobs;
    }

    /// A function whose code is in the store, at least until it is closed.
    ///
    /// @param spec with a digest in place of the bytes
    record Pinned(FunctionSpec spec, PinnedBlobs.Pin pin) implements AutoCloseable {
        @Override
        public void close() {
            pin.close();
        }
    }

    /// Stores the code of a function for good. May throw `DiskException`.
    Pinned store(FunctionSpec spec) {
        return spec.code().binary() instanceof Binary.Inline(Digest digest, byte[] bytes)
                ? new Pinned(
                        spec.withBinary(new Binary.Stored(digest)),
                        blobs.put(Map.of(digest.hex(), bytes)))
                : new Pinned(spec, blobs.put(Map.of()));
    }

    /// The function with the bytes in place of a digest; empty when they are lost.
    Optional<FunctionSpec> load(FunctionSpec spec) {
        return spec.code().binary() instanceof Binary.Stored(Digest digest)
                ? blobs.get(digest.hex())
                        .map(bytes -> spec.withBinary(new Binary.Inline(digest, bytes)))
                : Optional.of(spec);
    }

    /// From now on the core needs these. Does not block: [#sweep()] deletes the others.
    void retain(Set<Digest> digests) {
        blobs.retain(digests.stream().map(Digest::hex).collect(Collectors.toSet()));
    }

    /// Deletes what nobody needs any more.
    void sweep() {
        try {
            blobs.sweep();
        } catch (DiskException e) {
            LOGGER.warn("code that is no longer needed stays: {}", e.getMessage());
        }
    }
}
