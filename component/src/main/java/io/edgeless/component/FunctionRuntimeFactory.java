package io.edgeless.component;

import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.Optional;

/// Makes a runtime from the node's configuration; found by `ServiceLoader`.
public interface FunctionRuntimeFactory {

    /// The table of node.toml it reads, such as `wasm_runtime`.
    String table();

    /// Makes the runtime, or nothing when its configuration does not enable it. Problems of the
    /// settings are reported to the reader.
    ///
    /// @param settings the runtime's own table; absent keys take their defaults
    /// @param cacheFolder a folder of its own for what may be lost
    Optional<FunctionRuntime> create(SettingsReader settings, World world, Path cacheFolder);
}
