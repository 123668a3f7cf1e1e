package io.edgeless.runtime.wasm.instance;

import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.gate.ModuleShape;
import io.edgeless.runtime.wasm.memory.GuestMemory;

import run.endive.runtime.Instance;
import run.endive.runtime.Machine;

import java.util.Optional;

/// The exports of one instance, called by the thread that runs the guest. Any method may throw
/// whatever the engine throws when the guest traps.
final class Guest {

    private final Instance instance;
    private final Machine machine;
    private final GuestMemory memory;
    private final int[] exports;
    private final Optional<HeldBlock> held;

    Guest(Instance instance, GuestMemory memory, ModuleShape shape) {
        this.instance = instance;
        this.machine = instance.getMachine();
        this.memory = memory;
        this.exports = shape.exports();
        this.held =
                shape.heldBlock().isPresent()
                        ? Optional.of(new HeldBlock(instance, shape.heldBlock().getAsInt()))
                        : Optional.empty();
    }

    Instance instance() {
        return instance;
    }

    GuestMemory memory() {
        return memory;
    }

    /// Runs the function of this index, which takes and gives nothing.
    void start(int function) {
        machine.call(function, new long[0]);
    }

    void clear() {
        call(GuestExport.CLEAR);
    }

    /// Asks the guest for room.
    ///
    /// @return the address; 0 when it has none
    int allocate(int size) {
        return (int) call(GuestExport.ALLOCATE, size)[0];
    }

    void free(int address, int size) {
        call(GuestExport.FREE, address, size);
    }

    /// Runs the handler of calls. What a repaired guest frees last stays whole until
    /// [#releaseHeld()].
    long[] callHolding(long... arguments) {
        held.ifPresent(HeldBlock::hold);
        return call(GuestExport.CALL, arguments);
    }

    void releaseHeld() {
        held.ifPresent(block -> block.release(this));
    }

    long[] call(GuestExport export, long... arguments) {
        return machine.call(exports[export.index], arguments);
    }
}
