package io.edgeless.orchestrator.reconcile;

import io.edgeless.api.id.InstanceId;
import io.edgeless.api.model.Refusal;

/// How a command to start an instance ended.
public sealed interface StartOutcome {

    record Started(InstanceId instance) implements StartOutcome {}

    /// The node said no: nothing was started.
    record Refused(Refusal refusal) implements StartOutcome {}

    /// The call failed.
    ///
    /// @param notDone whether it is certain that nothing was started
    record Failed(String message, boolean notDone) implements StartOutcome {}
}
