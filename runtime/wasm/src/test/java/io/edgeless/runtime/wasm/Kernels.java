package io.edgeless.runtime.wasm;

import static io.edgeless.runtime.wasm.Code.code;

import io.edgeless.runtime.wasm.abi.GuestExport;

/// Guests that do nothing but work on their memory, one kernel for each cast.
public final class Kernels {

    /// Locals behind the four parameters of a cast.
    private static final int I = 4;

    private static final int J = 5;
    private static final int K = 6;
    private static final int MIX = 7;

    private static final int SIDE = 64;
    private static final int LEFT = 16 << 10;
    private static final int RIGHT = 32 << 10;
    private static final int PRODUCT = 48 << 10;
    private static final int MIXED_BYTES = 64 << 10;
    private static final int TIMES = 16;

    private Kernels() {}

    /// The product of two matrices of 64 × 64 floats, added to a third one.
    public static byte[] floatProduct() {
        Code step = code();
        address(step, PRODUCT, I, J);
        address(step, PRODUCT, I, J);
        step.op(0x2A, 2).op(0);
        address(step, LEFT, I, K);
        step.op(0x2A, 2).op(0);
        address(step, RIGHT, K, J);
        step.op(0x2A, 2).op(0).op(0x94, 0x92, 0x38, 2).op(0);
        Code body = loop(I, SIDE, 1, loop(J, SIDE, 1, loop(K, SIDE, 1, step)));
        return new TestModule().memory(2, 2).body(GuestExport.CAST, body).build();
    }

    /// Sixteen times over 64 KiB: each word is mixed into a sum and replaced by it.
    public static byte[] mixing() {
        Code step = code().get(I).get(MIX).get(I).load(0).op(0x73).i32(0x9E3779B1).op(0x6C);
        step.i32(13).op(0x77).set(MIX).get(MIX).store(0);
        Code body = loop(J, TIMES, 1, loop(I, MIXED_BYTES, 4, step));
        return new TestModule().memory(2, 2).body(GuestExport.CAST, body).build();
    }

    /// The address of a float in a matrix.
    private static void address(Code code, int matrix, int row, int column) {
        code.get(row).i32(SIDE).op(0x6C).get(column).add().i32(4).op(0x6C).i32(matrix).add();
    }

    private static Code loop(int counter, int end, int by, Code body) {
        Code code = code().i32(0).set(counter).op(0x03, 0x40).append(body);
        return code.get(counter)
                .i32(by)
                .add()
                .set(counter)
                .get(counter)
                .i32(end)
                .op(0x48, 0x0D, 0, 0x0B);
    }
}
