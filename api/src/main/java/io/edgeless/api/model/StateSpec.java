package io.edgeless.api.model;

import io.edgeless.api.id.StateId;

/// Which saved state a function continues from, and where it is kept.
public record StateSpec(StateId id, StatePolicy policy) {}
