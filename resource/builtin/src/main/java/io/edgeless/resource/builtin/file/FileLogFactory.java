package io.edgeless.resource.builtin.file;

import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProviderFactory;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Makes the provider of `file-log` when `resources.file_log_provider` names one. Made by
/// `ServiceLoader`, used by the node while it starts.
public final class FileLogFactory implements ResourceProviderFactory {

    @Override
    public ResourceManifest manifest() {
        return FileLogProvider.MANIFEST;
    }

    @Override
    public List<ResourceProvider> create(
            SettingsReader resources, World world, Counters counters, Path dataFolder) {
        Optional<String> id =
                ResourceProviderFactory.providerId(resources, "file_log_provider", world);
        FileLogSettings settings = FileLogSettings.read(resources, dataFolder);
        if (id.isEmpty()) {
            return List.of();
        }
        return List.of(new FileLogProvider(id.get(), settings, counters));
    }
}
