package io.edgeless.api.model;

import io.edgeless.api.id.InstanceId;

/// One event between two instances. The payload array is owned by the event: neither the sender nor
/// the receiver changes it after it was handed over.
///
/// @param streamId correlates a call with its reply; 0 for casts
public record Event(
        InstanceId target,
        InstanceId source,
        EventKind kind,
        long streamId,
        byte[] payload,
        EventContext context) {}
