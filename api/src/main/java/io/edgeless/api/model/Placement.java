package io.edgeless.api.model;

import io.edgeless.api.id.LogicalId;

/// One placement of a logical component: each new one has an epoch one higher, so that what an
/// older one still does can be recognised and refused.
///
/// @param epoch from 1 up
public record Placement(LogicalId logical, long epoch) {}
