package io.edgeless.runtime.wasm;

import io.edgeless.runtime.wasm.abi.GuestExport;
import io.edgeless.runtime.wasm.abi.HostImport;

import java.io.ByteArrayOutputStream;

/// Writes the instructions of one test function, without its locals and final end.
public final class Code {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static Code code() {
        return new Code();
    }

    public Code op(int... opcodes) {
        for (int opcode : opcodes) {
            out.write(opcode);
        }
        return this;
    }

    public Code append(Code other) {
        out.writeBytes(other.bytes());
        return this;
    }

    public Code get(int local) {
        return op(0x20).number(local);
    }

    public Code set(int local) {
        return op(0x21).number(local);
    }

    public Code global(int global) {
        return op(0x23).number(global);
    }

    public Code setGlobal(int global) {
        return op(0x24).number(global);
    }

    public Code i32(int value) {
        return op(0x41).signed(value);
    }

    public Code i64(long value) {
        return op(0x42).signed(value);
    }

    public Code call(int function) {
        return op(0x10).number(function);
    }

    public Code call(HostImport function) {
        return call(function.index);
    }

    public Code call(GuestExport function) {
        return call(HostImport.values().length + function.index);
    }

    /// An i32 from the address on the stack.
    public Code load(int offset) {
        return op(0x28, 2).number(offset);
    }

    /// An i32 to the address below it on the stack.
    public Code store(int offset) {
        return op(0x36, 2).number(offset);
    }

    public Code add() {
        return op(0x6A);
    }

    public Code drop() {
        return op(0x1A);
    }

    public Code trap() {
        return op(0x00);
    }

    public Code loopForever() {
        return op(0x03, 0x40, 0x0C, 0x00, 0x0B);
    }

    /// All arguments that are numbers.
    public Code i32s(int... values) {
        for (int value : values) {
            i32(value);
        }
        return this;
    }

    public byte[] bytes() {
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

    public static byte[] unsigned(int value) {
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
