package io.edgeless.world;

import java.util.Optional;

/// What the programs ask of the machine's network besides their connections.
public interface Network {

    /// The machine's name.
    String hostName();

    /// The first address that other machines may reach, for URLs to announce.
    Optional<String> firstNonLoopbackIpv4();
}
