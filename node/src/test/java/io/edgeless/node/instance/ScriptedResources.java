package io.edgeless.node.instance;

import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProviderFactory;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes scripted providers for whole nodes, where `resources.scripted_provider` and
/// `scripted_twin` name them; found by `ServiceLoader`.
public final class ScriptedResources implements ResourceProviderFactory {

    @Override
    public ResourceManifest manifest() {
        return new ScriptedProvider("").manifest();
    }

    @Override
    public List<ResourceProvider> create(
            SettingsReader resources, World world, Counters counters, Path dataFolder) {
        return Stream.of("scripted_provider", "scripted_twin")
                .map(key -> ResourceProviderFactory.providerId(resources, key, world))
                .flatMap(Optional::stream)
                .<ResourceProvider>map(ScriptedProvider::new)
                .toList();
    }
}
