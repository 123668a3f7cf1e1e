package io.edgeless.dataplane;

/// What waits for one instance at this moment, beside how much may wait in its mailbox.
///
/// @param events in its mailbox
/// @param bytes of payload in its mailbox
/// @param pendingCalls its own calls that wait for an answer
public record Occupancy(int events, long bytes, int eventsMax, long bytesMax, int pendingCalls) {}
