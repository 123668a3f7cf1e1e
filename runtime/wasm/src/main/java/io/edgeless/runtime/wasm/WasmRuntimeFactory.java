package io.edgeless.runtime.wasm;

import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntimeFactory;
import io.edgeless.runtime.wasm.load.WasmSettings;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.Optional;

/// Makes the WebAssembly runtime from the table `wasm_runtime`; the node finds it by
/// `ServiceLoader` and closes what it makes.
public final class WasmRuntimeFactory implements FunctionRuntimeFactory {

    /// For `ServiceLoader`.
    public WasmRuntimeFactory() {}

    @Override
    public String table() {
        return "wasm_runtime";
    }

    @Override
    public Optional<FunctionRuntime> create(
            SettingsReader settings, World world, Path cacheFolder) {
        WasmSettings read = WasmSettings.read(settings);
        return read.enabled()
                ? Optional.of(new WasmRuntime(read, world, cacheFolder))
                : Optional.empty();
    }
}
