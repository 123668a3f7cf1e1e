package io.edgeless.node;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.world.DiskException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The codes of the instances on this node, one copy each. A code stays while a start of it is on
/// its way to the agent, or the agent needs it. Safe for concurrent use.
final class CodeStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(CodeStore.class);

    private final PinnedBlobs blobs;

    CodeStore(PinnedBlobs blobs) {
        this.blobs = blobs;
    }

    /// Stores the code, on the disk when it returns, and keeps it at least until the pin is closed.
    /// May throw [DiskException].
    PinnedBlobs.Pin put(Binary.Inline code) {
        return blobs.put(Map.of(code.digest().hex(), code.bytes()));
    }

    /// The code; empty when it is lost.
    Optional<byte[]> get(Digest digest) {
        return blobs.get(digest.hex());
    }

    /// From now on the agent needs exactly these. Does not block: [#sweep] deletes the others.
    void need(Set<Digest> all) {
        blobs.retain(all.stream().map(Digest::hex).collect(Collectors.toSet()));
    }

    /// Deletes what nobody needs now.
    void sweep() {
        try {
            blobs.sweep();
        } catch (DiskException e) {
            LOGGER.warn("code that is no longer needed stays: {}", e.getMessage());
        }
    }
}
