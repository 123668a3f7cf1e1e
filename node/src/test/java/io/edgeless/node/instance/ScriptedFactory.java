package io.edgeless.node.instance;

import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntimeFactory;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Makes scripted runtimes for whole nodes; found by `ServiceLoader`. A test asks for the one of
/// its node by the node's data folder.
public final class ScriptedFactory implements FunctionRuntimeFactory {

    private static final Map<Path, ScriptedRuntime> MADE = new ConcurrentHashMap<>();

    /// The last one that was made for the node on this folder.
    public static ScriptedRuntime runtime(Path dataFolder) {
        return Objects.requireNonNull(MADE.get(dataFolder));
    }

    @Override
    public String table() {
        return "scripted_runtime";
    }

    @Override
    public Optional<FunctionRuntime> create(
            SettingsReader settings, World world, Path cacheFolder) {
        ScriptedRuntime runtime = new ScriptedRuntime();
        Path cache = Objects.requireNonNull(cacheFolder.getParent());
        MADE.put(Objects.requireNonNull(cache.getParent()), runtime);
        return Optional.of(runtime);
    }
}
