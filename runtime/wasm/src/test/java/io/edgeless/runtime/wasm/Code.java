package io.edgeless.runtime.wasm;

import java.io.ByteArrayOutputStream;

/// Writes the instructions of one test function, without its locals and final end.
final class Code {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static Code code() {
        return new Code();
    }

    Code op(int... opcodes) {
        for (int opcode : opcodes) {
            out.write(opcode);
        }
        return this;
    }

    Code append(Code other) {
        out.writeBytes(other.bytes());
        return this;
    }

    Code get(int local) {
        return op(0x20).number(local);
    }

    Code set(int local) {
        return op(0x21).number(local);
    }

    Code global(int global) {
        return op(0x23).number(global);
    }

    Code setGlobal(int global) {
        return op(0x24).number(global);
    }

    Code i32(int value) {
        return op(0x41).signed(value);
    }

    Code i64(long value) {
        return op(0x42).signed(value);
    }

    Code call(int function) {
        return op(0x10).number(function);
    }

    Code call(HostImport function) {
        return call(function.index);
    }

    Code call(GuestExport function) {
        return call(HostImport.values().length + function.index);
    }

    /// An i32 from the address on the stack.
    Code load(int offset) {
        return op(0x28, 2).number(offset);
    }

    /// An i32 to the address below it on the stack.
    Code store(int offset) {
        return op(0x36, 2).number(offset);
    }

    Code add() {
        return op(0x6A);
    }

    Code drop() {
        return op(0x1A);
    }

    Code trap() {
        return op(0x00);
    }

    Code loopForever() {
        return op(0x03, 0x40, 0x0C, 0x00, 0x0B);
    }

    /// All arguments that are numbers.
    Code i32s(int... values) {
        for (int value : values) {
            i32(value);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private Code number(int value) {
        out.writeBytes(unsigned(value));
        return this;
    }

    private Code signed(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>= 7;
        }
        out.write((int) (rest & 0x7F));
        return this;
    }

    static byte[] unsigned(int value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int rest = value;
        while (Integer.compareUnsigned(rest, 0x7F) > 0) {
            bytes.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes.write(rest);
        return bytes.toByteArray();
    }
}
