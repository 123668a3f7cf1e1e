package io.edgeless.runtime.wasm.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.FuzzTarget;

/// Any bytes at the gate: a reason, or a shape that passes again as it is; and never more memory
/// than the bytes justify.
final class WasmGateFuzz implements FuzzTarget {

    private static final long ALLOCATED_MIN = 4 << 20;
    private static final long ALLOCATED_PER_BYTE = 200;

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        long most = ALLOCATED_MIN + ALLOCATED_PER_BYTE * input.length;
        switch (Allocation.within(most, () -> WasmGate.check(input))) {
            case WasmGate.Verdict.Refused(String reason) -> assertThat(reason).isNotBlank();
            case WasmGate.Verdict.Passed(ModuleShape shape) -> {
                assertThat(shape.lean().length).isLessThanOrEqualTo(input.length);
                assertThat(WasmGate.check(shape.lean()))
                        .isInstanceOfSatisfying(
                                WasmGate.Verdict.Passed.class,
                                passed -> assertSame(passed.shape(), shape));
            }
        }
    }

    private static void assertSame(ModuleShape again, ModuleShape first) {
        assertThat(again.lean()).isEqualTo(first.lean());
        assertThat(again.exports()).isEqualTo(first.exports());
        assertThat(again.start()).isEqualTo(first.start());
        assertThat(again.pagesMin()).isEqualTo(first.pagesMin());
        assertThat(again.pagesMax()).isEqualTo(first.pagesMax());
    }

    @Override
    public int mutantsInBuild() {
        return 1_500;
    }
}
