package io.edgeless.dataplane;

import io.edgeless.world.Counter;
import io.edgeless.world.Counters;

import java.util.EnumMap;
import java.util.Map;

/// Counts what was not delivered, by its reason.
final class Drops {

    private final Map<DropReason, Counter> counters = new EnumMap<>(DropReason.class);

    Drops(Counters all) {
        for (DropReason reason : DropReason.values()) {
            counters.put(reason, all.counter(reason));
        }
    }

    void count(DropReason reason) {
        Counter counter = counters.get(reason);
        if (counter != null) {
            counter.add(1);
        }
    }
}
