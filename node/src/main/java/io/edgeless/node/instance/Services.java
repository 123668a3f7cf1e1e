package io.edgeless.node.instance;

import io.edgeless.dataplane.DataPlane;
import io.edgeless.node.state.StateStore;
import io.edgeless.node.telemetry.Samples;
import io.edgeless.world.World;

/// What instances share on a node.
public record Services(DataPlane dataPlane, StateStore states, Samples samples, World world) {}
