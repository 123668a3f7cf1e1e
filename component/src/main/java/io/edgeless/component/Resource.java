package io.edgeless.component;

import java.util.Optional;
import java.util.Set;

/// One running resource.
public interface Resource extends Component, AutoCloseable {

    /// Is told the channels that a patch mapped, before they are in force; returns why they cannot
    /// be, in which case the old ones stay.
    default Optional<String> patched(Set<String> channels) {
        return Optional.empty();
    }

    /// Where it can be reached from outside, such as the URL of an ingress; may be empty.
    default String url() {
        return "";
    }

    @Override
    void close();
}
