package io.edgeless.world.simulated;

import io.edgeless.world.Network;

import java.util.Optional;

/// A machine with this name and, perhaps, this address.
public record FixedNetwork(String hostName, Optional<String> firstNonLoopbackIpv4)
        implements Network {

    /// A machine that others can reach.
    public static FixedNetwork online() {
        return new FixedNetwork("machine", Optional.of("192.0.2.1"));
    }

    /// A machine with loopback only.
    public static FixedNetwork offline() {
        return new FixedNetwork("machine", Optional.empty());
    }
}
