package io.edgeless.node.instance;

import io.edgeless.api.id.NodeId;
import io.edgeless.component.Limits;
import io.edgeless.dataplane.DataPlane;
import io.edgeless.node.state.StateStore;
import io.edgeless.node.telemetry.InstanceMetrics;
import io.edgeless.node.telemetry.Samples;
import io.edgeless.world.World;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// What instances share on a node.
///
/// @param caps what a function gets at the most
/// @param stopGrace how long a function may take to end: the handler that runs and `handle_stop`
/// @param changed is told when the reports change
public record Services(
        NodeId node,
        World world,
        DataPlane dataPlane,
        StateStore states,
        Samples samples,
        InstanceMetrics metrics,
        Limits caps,
        Duration stopGrace,
        Runnable changed) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Services.class);

    /// Tells that the reports changed, for those who go on whatever comes of it: the next report is
    /// made at its time anyway.
    void tellChanged() {
        try {
            changed.run();
        } catch (RuntimeException | Error e) {
            LOGGER.error("a change is not reported at once", e);
        }
    }
}
