package io.edgeless.api.model;

import io.edgeless.api.id.InstanceId;

import java.util.Optional;

/// One instance a node has, as an input of the reconciler.
///
/// @param placement empty when it was started by a v1.2 orchestrator
/// @param lastError why it was last restarted or failed; empty if never
/// @param url where it can be reached from outside (an ingress); may be empty
public record RunningInstance(
        InstanceId instance,
        Optional<Placement> placement,
        InstanceState state,
        int restarts,
        String lastError,
        String url) {}
