package io.edgeless.controller;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.process.loop.PinnedBlobs;
import io.edgeless.world.DiskException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The code of all workflows, once per digest. Safe for concurrent use.
final class CodeStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(CodeStore.class);

    /// Half of a control message; the rest of a large workflow needs room too.
    private static final int ANSWER_BYTES_MAX = 32 << 20;

    private final PinnedBlobs blobs;

    CodeStore(PinnedBlobs blobs) {
        this.blobs = blobs;
    }

    /// A workflow whose code is in the store, at least until it is closed.
    ///
    /// @param spec with digests in place of the bytes
    record Pinned(WorkflowSpec spec, PinnedBlobs.Pin pin) implements AutoCloseable {
        @Override
        public void close() {
            pin.close();
        }
    }

    /// Stores the code of a workflow for good. May throw `DiskException`.
    Pinned store(WorkflowSpec spec) {
        List<WorkflowFunction> functions = new ArrayList<>();
        Map<String, byte[]> code = new LinkedHashMap<>();
        for (WorkflowFunction function : spec.functions()) {
            if (function.functionClass().binary()
                    instanceof Binary.Inline(Digest digest, byte[] bytes)) {
                code.put(digest.hex(), bytes);
                functions.add(withBinary(function, new Binary.Stored(digest)));
            } else {
                functions.add(function);
            }
        }
        var stored = new WorkflowSpec(functions, spec.resources(), spec.annotations());
        return new Pinned(stored, blobs.put(code));
    }

    /// The workflow with the bytes in place of the digests, as far as an answer has room for them.
    WorkflowSpec withBytes(WorkflowSpec spec) {
        List<WorkflowFunction> functions = new ArrayList<>();
        int left = ANSWER_BYTES_MAX;
        for (WorkflowFunction function : spec.functions()) {
            Optional<Binary> loaded = load(function.functionClass().binary());
            if (loaded.orElse(Binary.NONE) instanceof Binary.Inline inline
                    && inline.bytes().length <= left) {
                left -= inline.bytes().length;
                functions.add(withBinary(function, inline));
            } else {
                functions.add(function);
            }
        }
        return new WorkflowSpec(functions, spec.resources(), spec.annotations());
    }

    private static WorkflowFunction withBinary(WorkflowFunction function, Binary binary) {
        return new WorkflowFunction(
                function.name(),
                function.functionClass().withBinary(binary),
                function.outputMapping(),
                function.annotations());
    }

    /// The bytes in place of a digest; empty when they are not there any more.
    Optional<Binary> load(Binary binary) {
        return binary instanceof Binary.Stored(Digest digest)
                ? blobs.get(digest.hex()).map(bytes -> new Binary.Inline(digest, bytes))
                : Optional.of(binary);
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
