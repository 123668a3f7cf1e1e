package io.edgeless.node.instance;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.model.InstanceDetail;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;
import io.edgeless.api.model.RunningInstance;
import io.edgeless.dataplane.Occupancy;
import io.edgeless.dataplane.Port;
import io.edgeless.node.telemetry.LogRing;

import java.util.Optional;

/// One instance on this node, a function or a resource. Safe for concurrent use.
interface Hosted {

    /// What the orchestrator is told of it.
    RunningInstance report();

    /// What an operator is told of it.
    InstanceDetail detail();

    /// Puts channels in force; a reason when they cannot be.
    Optional<String> patch(Patch patch);

    /// The lines it logged.
    LogRing log();

    /// What names it in the program's log.
    LogFields fields();

    /// Stops it and releases everything it holds; returns when that is done.
    void close();

    /// What waits for it, in the words of the api.
    static InstanceDetail.Waiting waiting(Port port) {
        Occupancy now = port.occupancy();
        return new InstanceDetail.Waiting(
                now.events(), now.bytes(), now.eventsMax(), now.bytesMax(), now.pendingCalls());
    }

    /// What its lines are asked for by: an instance of a v1.2 orchestrator has only one id.
    static LogicalId logical(PhysicalId id, Optional<Placement> placement) {
        return placement.map(Placement::logical).orElse(new LogicalId(id.value()));
    }
}
