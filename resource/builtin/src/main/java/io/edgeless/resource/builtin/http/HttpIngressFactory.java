package io.edgeless.resource.builtin.http;

import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProviderFactory;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Makes the provider of `http-ingress` when `resources.http_ingress_provider` names one and
/// `resources.http_ingress_url` says where to listen. Made by `ServiceLoader`, used by the node
/// while it starts.
public final class HttpIngressFactory implements ResourceProviderFactory {

    @Override
    public ResourceManifest manifest() {
        return HttpIngressProvider.MANIFEST;
    }

    @Override
    public List<ResourceProvider> create(
            SettingsReader resources, World world, Counters counters, Path dataFolder) {
        Optional<String> id =
                ResourceProviderFactory.providerId(resources, "http_ingress_provider", world);
        Optional<HttpIngressSettings> settings = HttpIngressSettings.read(resources);
        if (id.isEmpty() || settings.isEmpty()) {
            return List.of();
        }
        try {
            return List.of(HttpIngressProvider.open(id.get(), settings.get(), world, counters));
        } catch (IOException e) {
            resources.problem(
                    HttpIngressSettings.URL,
                    "cannot be listened on: "
                            + e.getMessage()
                            + "; choose another port or address, or stop the program that has it");
            return List.of();
        }
    }
}
