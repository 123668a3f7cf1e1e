package io.edgeless.world;

/// All seams to the machine; handed to every main.
public record World(Clock clock, Timers timers, Network network, Disk disk, Chance chance) {

    /// The machine itself. The caller closes its timers.
    public static World real() {
        return new World(
                new SystemClock(),
                new SystemTimers(),
                new SystemNetwork(),
                new SystemDisk(),
                new SecureChance());
    }
}
