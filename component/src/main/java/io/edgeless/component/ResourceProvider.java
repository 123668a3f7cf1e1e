package io.edgeless.component;

import io.edgeless.api.model.Refusal;
import io.edgeless.api.model.ResourceSpec;

/// Makes resources of one class on a node. Its methods may be called from any thread and must not
/// block on the outside world longer than a few seconds.
public interface ResourceProvider extends AutoCloseable {

    /// Its id, unique on the node.
    String providerId();

    ResourceManifest manifest();

    /// Starts a resource, or says why not.
    ResourceStart start(ResourceSpec spec, ResourceHost host);

    /// Releases what its resources share (listener, client); they have been closed before.
    @Override
    void close();

    /// The result of starting a resource.
    sealed interface ResourceStart {

        record Ready(Resource resource) implements ResourceStart {}

        record Refused(Refusal refusal) implements ResourceStart {}
    }
}
