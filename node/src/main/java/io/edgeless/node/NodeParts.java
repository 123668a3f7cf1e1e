package io.edgeless.node;

import io.edgeless.dataplane.DataPlane;
import io.edgeless.node.instance.InstanceTable;
import io.edgeless.node.state.StateStore;
import io.edgeless.world.Timers;

/// What the agent's effects act on.
record NodeParts(
        DataPlane dataPlane,
        InstanceTable instances,
        StateStore states,
        CodeStore code,
        Timers timers) {}
