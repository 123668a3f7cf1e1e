package io.edgeless.component;

import io.edgeless.world.Counters;
import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Makes the providers of one resource class from the node's configuration; found by
/// `ServiceLoader`.
public interface ResourceProviderFactory {

    /// What the class is, whether or not a provider is configured (for `--available-resources`).
    ResourceManifest manifest();

    /// Makes the configured providers: none, one or several. Problems are reported to the reader.
    ///
    /// @param resources the table `resources` of node.toml
    /// @param counters where the providers count what they do and refuse
    /// @param dataFolder a folder of the node that its resources may write to
    List<ResourceProvider> create(
            SettingsReader resources, World world, Counters counters, Path dataFolder);

    /// The id of the provider that a key of the table `resources` names, with the machine's name in
    /// front unless `prepend_hostname` is false; empty when the key enables none.
    static Optional<String> providerId(SettingsReader resources, String key, World world) {
        boolean isPrefixed = resources.flag("prepend_hostname", true);
        return resources
                .optionalString(key)
                .map(name -> isPrefixed ? world.network().hostName() + "-" + name : name);
    }
}
