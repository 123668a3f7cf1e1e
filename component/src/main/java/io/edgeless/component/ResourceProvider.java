package io.edgeless.component;

import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;

import java.time.Duration;

/// Makes resources of one class on a node. Its methods may be called from any thread and must not
/// block on the outside world longer than a few seconds.
public interface ResourceProvider extends AutoCloseable {

    /// Its id, unique on the node.
    String providerId();

    ResourceManifest manifest();

    /// Starts a resource, or says why not.
    ResourceStart start(ResourceSpec spec, ResourceHost host);

    /// The node is about to stop, while all of it still runs: takes nothing new from outside, and
    /// returns when what was taken is answered, or when patience is over. For providers whose
    /// resources wait for answers of functions; the others have nothing to do.
    default void drain(Duration patience) {}

    /// Releases what its resources share (listener, client); they have been closed before.
    @Override
    void close();

    /// The result of starting a resource.
    sealed interface ResourceStart {

        record Ready(Resource resource) implements ResourceStart {}

        record Refused(Refusal refusal) implements ResourceStart {}
    }
}
