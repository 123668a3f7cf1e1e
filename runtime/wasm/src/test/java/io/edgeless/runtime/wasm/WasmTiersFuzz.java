package io.edgeless.runtime.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction.Instantiation;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.runtime.wasm.gate.WasmGate;

import java.util.List;

/// Every tier and kind of memory takes the same modules. Compiling is slow: this target makes few
/// tries.
final class WasmTiersFuzz implements FuzzTarget {

    private final List<FunctionRuntime> runtimes = Guests.ways().map(Guests::runtime).toList();

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        if (WasmGate.check(input) instanceof WasmGate.Verdict.Passed) {
            assertThat(runtimes.stream().map(runtime -> outcome(runtime, input)).distinct())
                    .hasSize(1);
        }
    }

    private static String outcome(FunctionRuntime runtime, byte[] input) {
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
