package io.edgeless.runtime.wasm;

import io.edgeless.api.model.Binary;
import io.edgeless.api.model.FunctionClass;
import io.edgeless.api.model.Refusal;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.Limits;
import io.edgeless.runtime.wasm.instance.WasmFunction;
import io.edgeless.runtime.wasm.load.LoadedModule;
import io.edgeless.runtime.wasm.load.ModuleLoader;
import io.edgeless.runtime.wasm.load.WasmSettings;
import io.edgeless.world.Clock;
import io.edgeless.world.World;

import java.nio.file.Path;

/// Runs functions of type `RUST_WASM`: WebAssembly modules with the guest ABI of EDGELESS, whatever
/// language they were written in.
final class WasmRuntime implements FunctionRuntime {

    static final String FUNCTION_TYPE = "RUST_WASM";

    private final ModuleLoader loader;
    private final Clock clock;

    /// @param cacheFolder for compiled modules, a folder of its own
    WasmRuntime(WasmSettings settings, World world, Path cacheFolder) {
        this.loader = ModuleLoader.open(settings, world, cacheFolder);
        this.clock = world.clock();
    }

    @Override
    public String functionType() {
        return FUNCTION_TYPE;
    }

    @Override
    public Preparation prepare(FunctionClass functionClass, Limits limits) {
        return switch (functionClass.binary()) {
            case Binary.Inline code -> prepare(functionClass.id(), code, limits);
            case Binary.None() -> refused(functionClass.id(), "the class has no code");
            case Binary.Stored(var digest) ->
                    refused(functionClass.id(), "the code " + digest + " is not on this node");
        };
    }

    @Override
    public void close() {
        loader.close();
    }

    private Preparation prepare(String id, Binary.Inline code, Limits limits) {
        return switch (loader.load(code.digest(), code.bytes())) {
            case ModuleLoader.Loading.Refused(String reason, boolean isTemporary) ->
                    new Preparation.Refused(refusal(id, reason), isTemporary);
            case ModuleLoader.Loading.Loaded(LoadedModule module) -> {
                int needed = module.shape().pagesMin();
                yield needed > limits.memoryPagesMax()
                        ? refused(id, tooMuchMemory(needed, limits))
                        : new Preparation.Ready(new WasmFunction(module, limits, clock));
            }
        };
    }

    private static String tooMuchMemory(int pages, Limits limits) {
        return "it needs %d pages of memory from the start, %d are allowed"
                .formatted(pages, limits.memoryPagesMax());
    }

    private static Preparation refused(String id, String reason) {
        return new Preparation.Refused(refusal(id, reason), false);
    }

    private static Refusal refusal(String id, String reason) {
        return Refusal.of("function class %s cannot be run".formatted(id), reason);
    }
}
