package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.DomainUpdate;
import io.edgeless.api.model.Migration;
import io.edgeless.api.model.WorkflowRequest;
import io.edgeless.api.model.WorkflowSpec;

import java.util.List;
import java.util.Optional;

/// What happens to the controller. A ticket pairs a request with its [Reply].
public sealed interface ControllerInput {

    /// A valid request whose code is in the blob store.
    ///
    /// @param id drawn for it; not used when the request is a repeat
    /// @param states drawn for its functions, one for each
    record Start(long ticket, WorkflowId id, List<StateId> states, WorkflowRequest request)
            implements ControllerInput {

        public Start {
            states = List.copyOf(states);
        }
    }

    /// A workflow of an older controller that is to run again; placed when a domain fits.
    record Adopt(WorkflowId id, List<StateId> states, WorkflowSpec spec)
            implements ControllerInput {

        public Adopt {
            states = List.copyOf(states);
        }
    }

    record Stop(long ticket, WorkflowId workflow) implements ControllerInput {}

    record Migrate(long ticket, Migration migration) implements ControllerInput {}

    record ListWorkflows(long ticket) implements ControllerInput {}

    record Inspect(long ticket, WorkflowId workflow) implements ControllerInput {}

    /// How many of everything are there?
    record Count(long ticket) implements ControllerInput {}

    /// @param component empty for all
    record Locate(long ticket, WorkflowId workflow, Optional<String> component)
            implements ControllerInput {}

    /// @param domain empty for all
    record ListDomains(long ticket, Optional<DomainId> domain) implements ControllerInput {}

    /// Where are the orchestrators?
    ///
    /// @param domain empty for all
    record LocateDomains(long ticket, Optional<DomainId> domain) implements ControllerInput {}

    /// A registration of a domain.
    record Hear(long ticket, DomainUpdate update) implements ControllerInput {}

    record StartDone(Job job, StartOutcome outcome) implements ControllerInput {}

    /// @param problem empty when the stop was confirmed
    record StopDone(Removal removal, Optional<String> problem) implements ControllerInput {}

    /// @param problem empty when the patch was accepted
    record PatchDone(Job job, Optional<String> problem) implements ControllerInput {}

    /// Comes about once a second.
    record Tick() implements ControllerInput {}
}
