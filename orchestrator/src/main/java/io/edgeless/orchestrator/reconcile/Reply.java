package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.ComponentReport;
import io.edgeless.api.model.DomainCapabilities;
import io.edgeless.api.model.NodeEntry;
import io.edgeless.api.model.Refusal;

import java.util.List;

/// The answer to a request.
public sealed interface Reply {

    record Started(LogicalId logical) implements Reply {}

    record Refused(Refusal refusal) implements Reply {}

    record Done() implements Reply {}

    /// To a registration by a process that another one has replaced: nothing was done.
    record Stale() implements Reply {}

    /// Where components run that run somewhere.
    record Located(List<Place> places) implements Reply {

        public Located {
            places = List.copyOf(places);
        }
    }

    /// All nodes, by id.
    record Nodes(List<NodeEntry> nodes) implements Reply {

        public Nodes {
            nodes = List.copyOf(nodes);
        }
    }

    /// What the controller is to hear.
    ///
    /// @param counter changes with each change of the capabilities
    /// @param accepted components ever accepted
    record Description(
            DomainCapabilities capabilities,
            long counter,
            long accepted,
            List<ComponentReport> components)
            implements Reply {

        public Description {
            components = List.copyOf(components);
        }
    }

    /// A component and the address of the agent of its node.
    record Place(LogicalId logical, String agentUrl) {}
}
