package io.edgeless.node.instance;

import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProviderFactory;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.List;

/// Makes a scripted provider for whole nodes when `resources.scripted_provider` names one; found by
/// `ServiceLoader`.
public final class ScriptedResources implements ResourceProviderFactory {

    @Override
    public ResourceManifest manifest() {
        return new ScriptedProvider("").manifest();
    }

    @Override
    public List<ResourceProvider> create(
            SettingsReader resources, World world, Counters counters, Path dataFolder) {
        return ResourceProviderFactory.providerId(resources, "scripted_provider", world)
                .<ResourceProvider>map(ScriptedProvider::new)
                .stream()
                .toList();
    }
}
