package io.edgeless.controller.reconcile;

import io.edgeless.api.id.Digest;
import io.edgeless.api.model.FunctionSpec;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.ResourceSpec;

import java.util.Map;
import java.util.Set;

/// What the controller wants done. Each effect on a component leads to exactly one input with its
/// result, within a deadline.
public sealed interface ControllerEffect {

    /// @param spec with the digest of the code, not its bytes
    record StartFunction(Job job, FunctionSpec spec) implements ControllerEffect {}

    record StartResource(Job job, ResourceSpec spec) implements ControllerEffect {}

    record StopComponent(Removal removal, String url) implements ControllerEffect {}

    record PatchComponent(Job job, Patch patch) implements ControllerEffect {}

    record Answer(long ticket, Reply reply) implements ControllerEffect {}

    /// All code but this may be deleted.
    record RetainCode(Set<Digest> digests) implements ControllerEffect {}

    /// No more calls to this orchestrator for now.
    record CloseChannel(String url) implements ControllerEffect {}

    /// Something that the operator should know.
    ///
    /// @param fields what the line carries besides: `workflow`, `component`
    record Note(boolean warning, Map<String, String> fields, String text)
            implements ControllerEffect {

        public Note {
            fields = Map.copyOf(fields);
        }
    }
}
