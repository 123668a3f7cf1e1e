package io.edgeless.api.model;

import java.util.List;

/// A resource provider as a node announces it.
public record ProviderSpec(String providerId, String classType, List<String> outputs) {

    public ProviderSpec {
        outputs = List.copyOf(outputs);
    }
}
