package io.edgeless.node;

import io.edgeless.api.model.ProviderSpec;
import io.edgeless.component.FunctionRuntime;
import io.edgeless.component.FunctionRuntimeFactory;
import io.edgeless.component.ResourceManifest;
import io.edgeless.component.ResourceProvider;
import io.edgeless.component.ResourceProviderFactory;
import io.edgeless.process.lifecycle.StartupException;
import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/// The runtimes and resource providers that are on the class path and enabled by node.toml. Closed
/// by the node, after all instances.
record Plugins(
        List<FunctionRuntime> runtimes,
        List<ResourceProvider> providers,
        List<ResourceManifest> manifests)
        implements AutoCloseable {

    /// Finds and makes them.
    ///
    /// @throws StartupException with all problems of their settings
    static Plugins load(SettingsReader file, World world, Counters counters, Path dataFolder) {
        List<FunctionRuntime> runtimes = new ArrayList<>();
        for (FunctionRuntimeFactory factory : ServiceLoader.load(FunctionRuntimeFactory.class)) {
            factory.create(
                            file.table(factory.table()),
                            world,
                            dataFolder.resolve("cache").resolve(factory.table()))
                    .ifPresent(runtimes::add);
        }
        SettingsReader table = file.table("resources");
        List<ResourceProvider> providers = new ArrayList<>();
        List<ResourceManifest> manifests = new ArrayList<>();
        for (ResourceProviderFactory factory : ServiceLoader.load(ResourceProviderFactory.class)) {
            manifests.add(factory.manifest());
            providers.addAll(
                    factory.create(table, world, counters, dataFolder.resolve("resources")));
        }
        reportTwins(providers, table);
        Plugins plugins = new Plugins(runtimes, providers, manifests);
        if (!file.problems().isEmpty()) {
            plugins.close();
            throw new StartupException(String.join("\n  ", file.problems()));
        }
        return plugins;
    }

    /// The orchestrator addresses a provider by its id.
    private static void reportTwins(List<ResourceProvider> providers, SettingsReader resources) {
        Set<String> seen = new HashSet<>();
        for (ResourceProvider provider : providers) {
            if (!seen.add(provider.providerId())) {
                resources.problem(
                        provider.providerId(),
                        "is the id of two providers; give each a name of its own");
            }
        }
    }

    List<String> functionTypes() {
        return runtimes.stream().map(FunctionRuntime::functionType).sorted().toList();
    }

    List<ProviderSpec> announced() {
        return providers.stream()
                .map(provider ->
                        new ProviderSpec(
                                provider.providerId(),
                                provider.manifest().classType(),
                                provider.manifest().outputs()))
                .toList();
    }

    @Override
    public void close() {
        providers.forEach(ResourceProvider::close);
        runtimes.forEach(FunctionRuntime::close);
    }
}
