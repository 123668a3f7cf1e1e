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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The runtimes and resource providers that are on the class path and enabled by node.toml. Closed
/// by the node, after all instances.
record Plugins(
        List<FunctionRuntime> runtimes,
        List<ResourceProvider> providers,
        List<ResourceManifest> manifests)
        implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Plugins.class);

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

    /// Has the providers take nothing new and end what they have taken, all of them at a time;
    /// returns when they have, or soon after patience is over.
    void drain(Duration patience) {
        try (ExecutorService drains = Executors.newVirtualThreadPerTaskExecutor()) {
            providers.forEach(provider -> drains.execute(() -> drain(provider, patience)));
        }
    }

    /// A provider that fails in this keeps nobody from stopping.
    private static void drain(ResourceProvider provider, Duration patience) {
        try {
            provider.drain(patience);
        } catch (RuntimeException | Error e) {
            LOGGER.error("draining {} failed", provider.providerId(), e);
        }
    }

    @Override
    public void close() {
        providers.forEach(ResourceProvider::close);
        runtimes.forEach(FunctionRuntime::close);
    }
}
