package io.edgeless.node.instance;

import io.edgeless.api.id.PhysicalId;

import java.util.function.Predicate;

/// One launch of an instance.
///
/// @param again it was running when this process was started
/// @param admission takes the new instance into the table; false when it is not wanted any more,
///   and whoever asks closes it
record Launch(PhysicalId id, boolean again, Predicate<Hosted> admission) {}
