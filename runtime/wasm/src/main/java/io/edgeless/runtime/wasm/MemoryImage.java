package io.edgeless.runtime.wasm;

import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;

/// What a module's memory holds before its first instruction runs.
final class MemoryImage {

    private MemoryImage() {}

    /// Where an active data segment goes. The gate has made sure that it is a constant.
    static int offset(ActiveDataSegment segment) {
        Instruction first = segment.offsetInstructions().getFirst();
        if (first.opcode() != OpCode.I32_CONST) {
            throw new IllegalStateException("the gate passed the data offset " + first);
        }
        return (int) first.operand(0);
    }
}
