package io.edgeless.component;

import io.edgeless.world.SettingsReader;
import io.edgeless.world.World;

import java.nio.file.Path;
import java.util.List;

/// Makes the providers of one resource class from the node's configuration; found by
/// `ServiceLoader`.
public interface ResourceProviderFactory {

    /// What the class is, whether or not a provider is configured (for `--available-resources`).
    ResourceManifest manifest();

    /// Makes the configured providers: none, one or several. Problems are reported to the reader.
    ///
    /// @param resources the table `resources` of node.toml
    /// @param dataFolder a folder of the node that its resources may write to
    List<ResourceProvider> create(SettingsReader resources, World world, Path dataFolder);
}
