package io.edgeless.runtime.wasm.memory;

import run.endive.runtime.Memory;
import run.endive.runtime.TrapException;

/// A guest's linear memory: little-endian, never shared between threads, so the engine's atomic
/// operations are not there (the gate refuses modules that use them). Used by the thread that runs
/// the guest.
///
/// The kinds share no code on the paths that guests run through: the compiler's type profile sits
/// in the bytecode, and a shared accessor would make every guest pay for both kinds.
@SuppressWarnings("removal") // the engine still declares the waits of shared memories
public sealed interface GuestMemory extends Memory permits CowMemory, FlatMemory {

    /// Bytes in a page of WebAssembly memory.
    int PAGE_BYTES = Memory.PAGE_SIZE;

    /// Its size in bytes as the guest sees it; below 2 GiB.
    int sizeBytes();

    /// Bytes of heap it holds alone, an estimate.
    long heldBytes();

    /// Whether it was asked to grow beyond its limit.
    boolean wasRefused();

    @Override
    default boolean shared() {
        return false;
    }

    @Override
    default Object lock(int address) {
        throw noThreads();
    }

    @Override
    default int waitOn(int address, int expected, long timeout) {
        throw noThreads();
    }

    @Override
    default int waitOn(int address, long expected, long timeout) {
        throw noThreads();
    }

    @Override
    default int notify(int address, int maxThreads) {
        throw noThreads();
    }

    /// The trap of an access outside the memory; address and size as unsigned numbers.
    default TrapException outside(int address, int size) {
        return new TrapException(
                "out of bounds memory access: %d bytes at address %d, but the memory has %d"
                        .formatted(
                                Integer.toUnsignedLong(size),
                                Integer.toUnsignedLong(address),
                                sizeBytes()));
    }

    /// Traps unless the range lies in the memory.
    default void require(int address, int size) {
        if ((address | size) < 0 || (long) address + size > sizeBytes()) {
            throw outside(address, size);
        }
    }

    private static UnsupportedOperationException noThreads() {
        return new UnsupportedOperationException("a guest's memory is not shared");
    }
}
