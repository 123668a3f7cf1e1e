package io.edgeless.runtime.wasm.memory;

import run.endive.wasm.types.MemoryLimits;

/// How the linear memory of an instance is kept. Each kind has a compiled class of its own for each
/// module: the JVM optimises a class for the kind of memory it has seen.
public enum MemoryKind {
    /// In small pieces shared with all instances of the module until they are written to: cheap to
    /// make and to keep.
    COPY_ON_WRITE,
    /// In one array: the fastest, and as large as the memory is.
    FLAT;

    public GuestMemory make(MemoryLimits limits, MemoryImage image) {
        return switch (this) {
            case COPY_ON_WRITE -> new CowMemory(limits, image);
            case FLAT -> new FlatMemory(limits);
        };
    }
}
