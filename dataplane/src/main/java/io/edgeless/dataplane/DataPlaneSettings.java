package io.edgeless.dataplane;

import java.time.Duration;

/// The times of the data plane.
///
/// @param callTimeout of a call whose caller has no deadline of its own
/// @param eventTimeout how long handing an event to another node may take
/// @param patience how long a function's cast may wait for room in a mailbox, in total for each
///   event it handles
public record DataPlaneSettings(Duration callTimeout, Duration eventTimeout, Duration patience) {

    /// The defaults with this call timeout.
    public static DataPlaneSettings of(Duration callTimeout) {
        return new DataPlaneSettings(callTimeout, Duration.ofSeconds(5), Duration.ofMillis(100));
    }
}
