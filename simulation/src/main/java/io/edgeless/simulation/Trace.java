package io.edgeless.simulation;

import java.util.ArrayList;
import java.util.List;

/// The history of one simulation: a hash over all that happened and, when somebody wants to read
/// it, every step in words.
final class Trace {

    private static final long PRIME = 0x100_0000_01b3L;

    private final Scheduler scheduler;
    private final boolean isTold;
    private final List<String> lines = new ArrayList<>();
    private long hash = 0xcbf2_9ce4_8422_2325L;

    Trace(Scheduler scheduler, boolean isTold) {
        this.scheduler = scheduler;
        this.isTold = isTold;
    }

    /// Notes that something happened.
    ///
    /// @param detail in words; turned into text only when somebody reads
    void note(String who, String what, Object detail) {
        mix(scheduler.now());
        mix(who.hashCode());
        mix(what.hashCode());
        if (isTold) {
            lines.add("%10.4f %-14s %s %s".formatted(scheduler.now() / 1e9, who, what, detail));
        }
    }

    /// Takes a number into the hash.
    void mix(long number) {
        hash = (hash ^ number) * PRIME;
        hash ^= hash >>> 29;
    }

    long hash() {
        return hash;
    }

    List<String> lines() {
        return lines;
    }
}
