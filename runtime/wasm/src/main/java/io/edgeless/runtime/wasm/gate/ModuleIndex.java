package io.edgeless.runtime.wasm.gate;

import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.Signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What the gate has seen of a module so far, for the checks of later sections. Used by one thread.
final class ModuleIndex {

    final List<Signature> types = new ArrayList<>();

    /// Type of each function, imported ones first.
    final List<Signature> functions = new ArrayList<>();

    final int[] exports = new int[GuestExport.values().length];
    int importedFunctions;
    int tables;
    int memories;
    int pagesMin;
    int pagesMax;
    int globals;
    int elementSegments;
    int bodies;

    /// What the function that gives memory back calls, if that is all it does.
    OptionalInt freer = OptionalInt.empty();

    /// How often each function is called by name in the handler of calls.
    final Map<Integer, Integer> callsInHandler = new HashMap<>();

    int instructions;
    int dataSegments;
    OptionalInt dataCount = OptionalInt.empty();
    OptionalInt start = OptionalInt.empty();

    /// The type of this function as the section at the reader names it.
    Signature readFunction(ModuleReader reader) {
        return functions.get(reader.readIndex(functions.size(), "function"));
    }

    /// The function that frees replies too early, if the module looks exactly as the public SDK of
    /// v1.2 makes it: what gives memory back only hands on to a function of its own, which the
    /// handler of calls calls by name once.
    OptionalInt replyFreer() {
        int function = freer.orElse(-1);
        boolean isTheirs =
                function >= importedFunctions
                        && functions.get(function).letters().equals("ii:")
                        && Arrays.stream(exports).noneMatch(exported -> exported == function)
                        && callsInHandler.getOrDefault(function, 0) == 1;
        return isTheirs ? freer : OptionalInt.empty();
    }

    Signature readType(ModuleReader reader) {
        return types.get(reader.readIndex(types.size(), "type"));
    }

    /// The letter of a value type, see [Signature].
    char readValueType(ModuleReader reader) {
        int code = reader.readByte();
        return switch (code) {
            case 0x7F -> 'i';
            case 0x7E -> 'l';
            case 0x7D -> 'f';
            case 0x7C -> 'd';
            case 0x7B -> throw reader.wrong("SIMD is not supported");
            case 0x70, 0x6F -> 'r';
            case 0x63, 0x64 -> {
                readHeapType(reader);
                yield 'r';
            }
            default -> throw reader.wrong("unknown value type 0x%02x".formatted(code));
        };
    }

    /// The type of what a reference points to: functions, host values or one of the own types.
    void readHeapType(ModuleReader reader) {
        long heap = reader.readS33();
        boolean known = heap == -0x10 || heap == -0x11 || (heap >= 0 && heap < types.size());
        if (!known) {
            throw reader.wrong("unknown or unsupported reference type");
        }
    }

    void readReferenceType(ModuleReader reader) {
        if (readValueType(reader) != 'r') {
            throw reader.wrong("a table or its elements must be of a reference type");
        }
    }

    /// A constant of one instruction and its end, which is all that compilers emit.
    ///
    /// @return the number when it is an i32
    OptionalInt readConstant(ModuleReader reader) {
        OptionalInt value = OptionalInt.empty();
        int opcode = reader.readByte();
        switch (opcode) {
            case 0x41 -> value = OptionalInt.of((int) reader.readS33());
            case 0x42 -> reader.skipS64();
            case 0x43 -> reader.skip(4, "f32");
            case 0x44 -> reader.skip(8, "f64");
            case 0xD0 -> readHeapType(reader);
            case 0xD2 -> readFunction(reader);
            default ->
                    throw reader.wrong(
                            "unsupported instruction 0x%02x in a constant".formatted(opcode));
        }
        if (reader.readByte() != 0x0B) {
            throw reader.wrong("a constant of more than one instruction");
        }
        return value;
    }
}
