package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.NodeUpdate;
import io.edgeless.api.model.PeerUpdate;

import java.util.List;
import java.util.Map;

/// What happens to the orchestrator. A ticket pairs a request with its [Reply].
public sealed interface OrcInput {

    /// A component is to run; its code is in the blob store.
    ///
    /// @param fresh the id to use when the specification carries none
    /// @param draw a random number for its placement
    record Start(long ticket, LogicalId fresh, ComponentSpec spec, long draw) implements OrcInput {}

    record Stop(long ticket, LogicalId logical) implements OrcInput {}

    /// The channels of a component lead to these components.
    record Connect(long ticket, LogicalId logical, Map<String, LogicalId> outputs)
            implements OrcInput {

        public Connect {
            outputs = Map.copyOf(outputs);
        }
    }

    /// A registration of a node or its renewal, with valid URLs.
    ///
    /// @param wallSec the orchestrator's wall clock, for what v1.2 nodes send
    record Hear(long ticket, NodeUpdate update, long wallSec) implements OrcInput {}

    record StartDone(Job.Start job, StartOutcome outcome) implements OrcInput {}

    record StopDone(Job.Stop job, CommandOutcome outcome) implements OrcInput {}

    record StrayStopDone(Job.StopStray job, CommandOutcome outcome) implements OrcInput {}

    record PatchDone(Job.Patch job, CommandOutcome outcome) implements OrcInput {}

    /// @param updates what was sent, in this order
    record PeersDone(Job.Peers job, List<PeerUpdate> updates, CommandOutcome outcome)
            implements OrcInput {

        public PeersDone {
            updates = List.copyOf(updates);
        }
    }

    record ResetDone(Job.Reset job, CommandOutcome outcome) implements OrcInput {}

    /// Where do these components run?
    record Locate(long ticket, List<LogicalId> logicals) implements OrcInput {

        public Locate {
            logicals = List.copyOf(logicals);
        }
    }

    /// Which nodes are there?
    ///
    /// @param domain this one, for the answer
    record ListNodes(long ticket, DomainId domain) implements OrcInput {}

    /// What is to be said of the domain?
    record Describe(long ticket) implements OrcInput {}

    /// A v1.2 controller wants all gone that it did not ask for since its last answer.
    ///
    /// @param accepted the number of components ever accepted, as the domain was described in the
    ///   message that was answered; later ones stay
    record DropAll(long accepted) implements OrcInput {}

    /// Comes some times a second.
    ///
    /// @param draw a random number for what is placed now
    record Tick(long draw) implements OrcInput {}
}
