package io.edgeless.api.model;

import io.edgeless.api.id.InstanceId;

import java.util.Optional;

/// One instance a node has, as an input of the reconciler.
///
/// @param placement empty when it was started by a v1.2 orchestrator
/// @param lastError why it was last restarted or failed; empty if never
/// @param url where it can be reached from outside (an ingress); may be empty
/// @param channels the [Patch#digest()] of the patch in force; 0: none yet, or an older node
public record RunningInstance(
        InstanceId instance,
        Optional<Placement> placement,
        InstanceState state,
        int restarts,
        String lastError,
        String url,
        long channels) {

    /// One that was told no channels yet.
    public RunningInstance(
            InstanceId instance,
            Optional<Placement> placement,
            InstanceState state,
            int restarts,
            String lastError,
            String url) {
        this(instance, placement, state, restarts, lastError, url, 0);
    }
}
