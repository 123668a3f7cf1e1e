package io.edgeless.resource.builtin.http;

import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProviderFactory;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Makes the provider of `http-egress` when `resources.http_egress_provider` names one. Made by
/// `ServiceLoader`, used by the node while it starts.
public final class HttpEgressFactory implements ResourceProviderFactory {

    @Override
    public ResourceManifest manifest() {
        return HttpEgressProvider.MANIFEST;
    }

    @Override
    public List<ResourceProvider> create(
            SettingsReader resources, World world, Counters counters, Path dataFolder) {
        Optional<String> id =
                ResourceProviderFactory.providerId(resources, "http_egress_provider", world);
        HttpEgressSettings settings = HttpEgressSettings.read(resources);
        if (id.isEmpty()) {
            return List.of();
        }
        return List.of(new HttpEgressProvider(id.get(), settings, counters));
    }
}
