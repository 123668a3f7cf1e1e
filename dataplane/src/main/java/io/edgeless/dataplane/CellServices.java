package io.edgeless.dataplane;

import io.edgeless.dataplane.run.GuestThreads;
import io.edgeless.dataplane.run.Paces;
import io.edgeless.dataplane.run.Watchdog;
import io.edgeless.world.Clock;
import io.edgeless.world.World;

/// What all cells of a node share.
record CellServices(
        DataPlaneSettings settings,
        Router router,
        GuestThreads threads,
        Paces paces,
        Watchdog watchdog,
        HandlingListener listener,
        World world,
        Drops drops) {

    Clock clock() {
        return world.clock();
    }

    void drop(DropReason reason) {
        drops.count(reason);
    }
}
