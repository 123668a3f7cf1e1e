package io.edgeless.component;

/// What became of a cast when it left its sender. Accepted means that it was put into the target's
/// mailbox or handed to the link to its node; a guest does not see it, an ingress answers with it.
public enum CastResult {
    ACCEPTED,
    /// The channel is not mapped to anything; the cast was ignored and counted.
    UNKNOWN_CHANNEL,
    /// The target or its node is not known or not reachable; dropped and counted.
    UNREACHABLE,
    /// A mailbox, link or timer queue is full; dropped and counted.
    OVERLOADED,
    /// Larger than allowed; dropped and counted.
    TOO_LARGE,
    /// The sender is being stopped; dropped and counted.
    STOPPED
}
