package io.edgeless.runtime.wasm.gate;

import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.Signature;

import java.util.Arrays;
import java.util.OptionalInt;

/// The part of the gate for the bodies of functions: passes over every instruction once, checks its
/// indexes and keeps count of blocks. Used by one thread.
final class CodeGate {

    private static final int BLOCK = 0;
    private static final int IF = 1;
    private static final int END = 0x0B;

    /// No locals, both arguments, and the instruction to call.
    private static final byte[] HAND_ON = {0, 0x20, 0, 0x20, 1, 0x10};

    private final ModuleIndex index;

    /// Kind of each open block, the function's own first.
    private final byte[] blocks = new byte[GateLimits.NESTING_MAX + 1];

    private int depth;
    private boolean isHandlerOfCalls;

    CodeGate(ModuleIndex index) {
        this.index = index;
    }

    void read(ModuleReader section) {
        int count = section.readVectorLength(GateLimits.FUNCTIONS_MAX, "bodies");
        int declared = index.functions.size() - index.importedFunctions;
        if (count != declared) {
            throw section.wrong(
                    "%d functions are declared, but %d have code".formatted(declared, count));
        }
        index.bodies = count;
        for (int i = 0; i < count; i++) {
            int size = section.readCount(GateLimits.BODY_BYTES_MAX, "bytes of a function body");
            int function = index.importedFunctions + i;
            ModuleReader body = section.part(size, "function body");
            if (function == index.exports[GuestExport.FREE.index]) {
                index.freer = onlyCallee(body.rest());
            }
            isHandlerOfCalls = function == index.exports[GuestExport.CALL.index];
            readBody(body, index.functions.get(function));
            if (!body.atEnd()) {
                throw body.wrong("code behind the end of a function");
            }
        }
    }

    private void readBody(ModuleReader body, Signature type) {
        int locals = type.parameterCount();
        int groups = body.readVectorLength(GateLimits.LOCALS_MAX, "groups of locals");
        for (int i = 0; i < groups; i++) {
            locals += body.readCount(GateLimits.LOCALS_MAX - locals, "locals");
            index.readValueType(body);
        }
        depth = 0;
        open(body, BLOCK);
        while (depth > 0) {
            index.instructions++;
            if (index.instructions > GateLimits.INSTRUCTIONS_MAX) {
                throw body.wrong("more than " + GateLimits.INSTRUCTIONS_MAX + " instructions");
            }
            readInstruction(body, locals);
        }
    }

    private void readInstruction(ModuleReader body, int locals) {
        int opcode = body.readByte();
        switch (opcode) {
            case 0x00, 0x01, 0x0F, 0x1A, 0x1B, 0xD1 -> {}
            case 0x02, 0x03 -> openBlock(body, BLOCK);
            case 0x04 -> openBlock(body, IF);
            case 0x05 -> readElse(body);
            case END -> depth--;
            case 0x0C, 0x0D -> body.readIndex(depth, "label");
            case 0x0E -> readBranchTable(body);
            case 0x10 -> readCall(body);
            case 0xD2 -> index.readFunction(body);
            case 0x11 -> {
                index.readType(body);
                body.readIndex(index.tables, "table");
            }
            case 0x1C -> {
                if (body.readByte() != 1) {
                    throw body.wrong("a select of more than one type");
                }
                index.readValueType(body);
            }
            case 0x20, 0x21, 0x22 -> body.readIndex(locals, "local");
            case 0x23, 0x24 -> body.readIndex(index.globals, "global");
            case 0x25, 0x26 -> body.readIndex(index.tables, "table");
            case 0x3F, 0x40 -> body.readIndex(index.memories, "memory");
            case 0x41 -> body.readS33();
            case 0x42 -> body.skipS64();
            case 0x43 -> body.skip(4, "f32");
            case 0x44 -> body.skip(8, "f64");
            case 0xD0 -> index.readHeapType(body);
            case 0xFC -> readPrefixed(body);
            default -> readPlain(body, opcode);
        }
    }

    private void readCall(ModuleReader body) {
        int function = body.readIndex(index.functions.size(), "function");
        if (isHandlerOfCalls) {
            index.callsInHandler.merge(function, 1, Integer::sum);
        }
    }

    /// The function to which this body hands its two arguments, if it does nothing else.
    private static OptionalInt onlyCallee(byte[] body) {
        int begin = HAND_ON.length;
        if (!Arrays.equals(body, 0, Math.min(begin, body.length), HAND_ON, 0, begin)) {
            return OptionalInt.empty();
        }
        ModuleReader rest = new ModuleReader(body, begin, body.length);
        int function = rest.readU32();
        boolean isAll = rest.left() == 1 && rest.peek() == END;
        return isAll ? OptionalInt.of(function) : OptionalInt.empty();
    }

    private void readPlain(ModuleReader body, int opcode) {
        if (opcode >= 0x28 && opcode <= 0x3E) {
            readAddress(body);
        } else if (opcode < 0x45 || opcode > 0xC4) {
            throw body.wrong(unsupported(opcode));
        }
    }

    private static String unsupported(int opcode) {
        String feature =
                switch (opcode) {
                    case 0x06, 0x07, 0x08, 0x09, 0x0A, 0x18, 0x19, 0x1F -> "exceptions";
                    case 0x12, 0x13, 0x15 -> "tail calls";
                    case 0x14, 0xD4, 0xD5, 0xD6 -> "calls of typed references";
                    case 0xFB, 0xD3 -> "garbage-collected types";
                    case 0xFD -> "SIMD";
                    case 0xFE -> "threads and atomics";
                    default -> "unknown";
                };
        return "unsupported instruction 0x%02x (%s)".formatted(opcode, feature);
    }

    private void readPrefixed(ModuleReader body) {
        int opcode = body.readU32();
        switch (opcode) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> {}
            case 8 -> {
                readDataSegment(body);
                body.readIndex(index.memories, "memory");
            }
            case 9 -> readDataSegment(body);
            case 10 -> {
                body.readIndex(index.memories, "memory");
                body.readIndex(index.memories, "memory");
            }
            case 11 -> body.readIndex(index.memories, "memory");
            case 12 -> {
                body.readIndex(index.elementSegments, "element segment");
                body.readIndex(index.tables, "table");
            }
            case 13 -> body.readIndex(index.elementSegments, "element segment");
            case 14 -> {
                body.readIndex(index.tables, "table");
                body.readIndex(index.tables, "table");
            }
            case 15, 16, 17 -> body.readIndex(index.tables, "table");
            default -> throw body.wrong("unknown instruction 0xfc " + opcode);
        }
    }

    private void readDataSegment(ModuleReader body) {
        if (index.dataCount.isEmpty()) {
            throw body.wrong("a data segment is used, but section 12 (data count) is missing");
        }
        body.readIndex(index.dataCount.getAsInt(), "data segment");
    }

    /// Alignment and offset of a load or store. The engine adds the offset as a signed number, so
    /// offsets from 2 GiB on would wrap; no compiler writes them.
    private void readAddress(ModuleReader body) {
        if (index.memories == 0) {
            throw body.wrong("a load or store without a memory");
        }
        body.readCount(3, "alignment");
        if (body.readU32() < 0) {
            throw body.wrong("offset of 2 GiB or more");
        }
    }

    private void openBlock(ModuleReader body, int kind) {
        int first = body.peek();
        if (first == 0x40) {
            body.readByte();
        } else if (first >= 0x40 && first < 0x80) {
            index.readValueType(body);
        } else {
            long type = body.readS33();
            if (type < 0 || type >= index.types.size()) {
                throw body.wrong("block of unknown type " + type);
            }
        }
        open(body, kind);
    }

    private void open(ModuleReader body, int kind) {
        if (depth == blocks.length) {
            throw body.wrong("more than " + GateLimits.NESTING_MAX + " blocks within blocks");
        }
        blocks[depth++] = (byte) kind;
    }

    private void readElse(ModuleReader body) {
        if (blocks[depth - 1] != IF) {
            throw body.wrong("else without if");
        }
        blocks[depth - 1] = BLOCK;
    }

    private void readBranchTable(ModuleReader body) {
        int targets = body.readVectorLength(GateLimits.BODY_BYTES_MAX, "branch targets");
        for (int i = 0; i <= targets; i++) {
            body.readIndex(depth, "label");
        }
    }
}
