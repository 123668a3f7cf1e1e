package io.edgeless.runtime.wasm.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntime.Preparation;
import io.edgeless.component.Limits;
import io.edgeless.component.PreparedFunction.Instantiation;
import io.edgeless.fuzzing.Allocation;
import io.edgeless.fuzzing.FuzzTarget;
import io.edgeless.runtime.wasm.Guests;
import io.edgeless.runtime.wasm.ScriptedHost;
import io.edgeless.runtime.wasm.gate.ModuleShape;
import io.edgeless.runtime.wasm.gate.WasmGate;
import io.edgeless.world.simulated.MemoryDisk;

import java.nio.file.Path;

/// What the gate lets through, at the engine: it parses, validates and makes an instance, or says
/// why not, without running out of stack and with memory in proportion to the module.
final class WasmModuleFuzz implements FuzzTarget {

    private static final long ALLOCATED_MIN = 64 << 20;
    private static final long ALLOCATED_PER_BYTE = 4_000;

    private static final WasmSettings SETTINGS =
            Guests.ways().filter(way -> way.tier() == Tier.INTERPRETER).findFirst().orElseThrow();

    private final FunctionRuntime runtime = Guests.runtime(SETTINGS);

    private final ModuleCompiler compiler =
            new ModuleCompiler(
                    SETTINGS, CodeCache.open(new MemoryDisk(), Path.of("unused"), 1 << 20));

    @FuzzTest
    @Override
    public void fuzz(byte[] input) {
        if (WasmGate.check(input) instanceof WasmGate.Verdict.Passed(ModuleShape shape)) {
            long most = ALLOCATED_MIN + ALLOCATED_PER_BYTE * input.length;
            boolean isLoaded = Allocation.within(most, () -> isLoaded(shape));
            Preparation preparation = runtime.prepare(Guests.functionClass(input), Limits.DEFAULT);
            switch (preparation) {
                case Preparation.Refused(var refusal, _) -> assertThat(refusal.text()).isNotBlank();
                case Preparation.Ready(var function) -> {
                    assertThat(isLoaded).isTrue();
                    instantiate(function.instantiate(new ScriptedHost()));
                }
            }
        }
    }

    /// The loader takes whatever the engine throws for a refusal; running out of something is none.
    private boolean isLoaded(ModuleShape shape) {
        try {
            return compiler.load(shape, Runnable::run).shape().lean().length > 0;
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            return false;
        }
    }

    private static void instantiate(Instantiation made) {
        switch (made) {
            case Instantiation.Refused(var refusal) ->
                    assertThat(refusal.text()).doesNotContain("ran out of memory");
            case Instantiation.Ready(var instance) -> instance.close();
        }
    }

    @Override
    public int mutantsInBuild() {
        return 1_500;
    }
}
