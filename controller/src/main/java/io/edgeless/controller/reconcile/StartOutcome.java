package io.edgeless.controller.reconcile;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.model.Refusal;

/// How an effect that starts a component ended.
public sealed interface StartOutcome {

    record Started(LogicalId logical) implements StartOutcome {}

    /// The orchestrator said no: nothing was started.
    record Refused(Refusal refusal) implements StartOutcome {}

    /// The call failed.
    ///
    /// @param notDone whether it is certain that nothing was started
    record Failed(String message, boolean notDone) implements StartOutcome {}
}
