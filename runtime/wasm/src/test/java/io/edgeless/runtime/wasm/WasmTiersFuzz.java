package io.edgeless.runtime.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction.Instantiation;
import io.edgeless.fuzzing.FuzzTarget;

/// Both tiers take the same modules. Compiling is slow: this target makes few tries.
final class WasmTiersFuzz implements FuzzTarget {

    private final WasmRuntime interpreter =
            new WasmRuntime(new WasmSettings(true, Tier.INTERPRETER));

    private final WasmRuntime compiler = new WasmRuntime(new WasmSettings(true, Tier.COMPILED));

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        if (WasmGate.check(input) instanceof WasmGate.Verdict.Passed) {
            assertThat(outcome(compiler, input)).isEqualTo(outcome(interpreter, input));
        }
    }

    private static String outcome(WasmRuntime runtime, byte[] input) {
        Preparation preparation = runtime.prepare(Guests.functionClass(input), Limits.DEFAULT);
        if (!(preparation instanceof Preparation.Ready(var function))) {
            return "refused";
        }
        Instantiation made = function.instantiate(new ScriptedHost());
        if (made instanceof Instantiation.Ready(var instance)) {
            instance.close();
            return "made";
        }
        return "loaded";
    }

    @Override
    public int mutantsInBuild() {
        return 400;
    }
}
