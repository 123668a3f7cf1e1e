package io.edgeless.orchestrator.reconcile;

/// How a command other than a start ended.
public sealed interface CommandOutcome {

    record Done() implements CommandOutcome {}

    /// The call failed.
    ///
    /// @param answered whether the node itself said so: a repeat would get the same answer from a
    ///   v1.2 node
    record Failed(String message, boolean answered) implements CommandOutcome {}
}
