package io.edgeless.world;

/// Time as the programs see it. The real one is the machine's; a simulation has its own.
public interface Clock {

    /// Nanoseconds since an arbitrary origin; never goes back. For leases, deadlines and durations.
    long nanos();

    /// Nanoseconds since 1970 (UTC); may jump. For what people read and what v1.2 peers send.
    long epochNanos();
}
