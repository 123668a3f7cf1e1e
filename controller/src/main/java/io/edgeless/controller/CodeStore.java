package io.edgeless.controller;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.Binary;
import io.edgeless.api.model.WorkflowFunction;
import io.edgeless.api.model.WorkflowSpec;
import io.edgeless.world.BlobStore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The code of all workflows, once per digest. Code of a request that is not decided yet is pinned,
/// so that it is not deleted before the core knows of it. Safe for concurrent use.
final class CodeStore {

    private final BlobStore blobs;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Integer> pins = new HashMap<>();

    CodeStore(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// A workflow whose code is in the store, at least until it is closed.
    final class Pinned implements AutoCloseable {

        private final WorkflowSpec spec;
        private final List<String> names;

        private Pinned(WorkflowSpec spec, List<String> names) {
            this.spec = spec;
            this.names = names;
        }

        /// The workflow with digests in place of the bytes.
        WorkflowSpec spec() {
            return spec;
        }

        @Override
        public void close() {
            synchronized (lock) {
                names.forEach(name -> pins.merge(name, -1, CodeStore::sum));
                pins.values().removeIf(count -> count <= 0);
            }
        }
    }

    /// Stores the code of a workflow for good. May throw `DiskException`.
    Pinned store(WorkflowSpec spec) {
        List<WorkflowFunction> functions = new ArrayList<>();
        List<Binary.Inline> code = new ArrayList<>();
        for (WorkflowFunction function : spec.functions()) {
            if (function.functionClass().binary() instanceof Binary.Inline inline) {
                code.add(inline);
                functions.add(withStored(function, inline.digest()));
            } else {
                functions.add(function);
            }
        }
        List<String> names = code.stream().map(inline -> inline.digest().hex()).toList();
        var stored = new WorkflowSpec(functions, spec.resources(), spec.annotations());
        synchronized (lock) {
            names.forEach(name -> pins.merge(name, 1, CodeStore::sum));
        }
        var pinned = new Pinned(stored, names);
        try {
            code.forEach(inline -> blobs.put(inline.digest().hex(), inline.bytes()));
            return pinned;
        } catch (RuntimeException e) {
            pinned.close();
            throw e;
        }
    }

    private static Integer sum(Integer a, Integer b) {
        return a + b;
    }

    private static WorkflowFunction withStored(WorkflowFunction function, Digest digest) {
        return new WorkflowFunction(
                function.name(),
                function.functionClass().withBinary(new Binary.Stored(digest)),
                function.outputMapping(),
                function.annotations());
    }

    /// The bytes in place of a digest; empty when they are not there any more.
    Optional<Binary> load(Binary binary) {
        return binary instanceof Binary.Stored(Digest digest)
                ? blobs.get(digest.hex()).map(bytes -> new Binary.Inline(digest, bytes))
                : Optional.of(binary);
    }

    /// Deletes what is neither among these nor pinned.
    void retain(Set<Digest> digests) {
        synchronized (lock) {
            Set<String> needed = new HashSet<>(pins.keySet());
            digests.forEach(digest -> needed.add(digest.hex()));
            blobs.retain(needed);
        }
    }
}
