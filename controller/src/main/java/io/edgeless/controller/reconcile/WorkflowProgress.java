package io.edgeless.controller.reconcile;

import io.edgeless.controller.workflow.Slot;
import io.edgeless.controller.workflow.Workflow;
import io.edgeless.process.loop.Backoff;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How far one workflow is; forgotten at a restart. Used by the core's thread only.
final class WorkflowProgress {

    private final Map<String, SlotProgress> slots = new LinkedHashMap<>();
    private int generation = -1;
    private @Nullable Attempt attempt;

    /// Between two tries to place it.
    final Backoff backoff = new Backoff();

    /// The progress of a slot of the current placement.
    SlotProgress slot(Workflow workflow, Slot slot) {
        if (generation != workflow.generation()) {
            generation = workflow.generation();
            slots.clear();
        }
        return slots.computeIfAbsent(slot.component(), name -> new SlotProgress(slot.started()));
    }

    Optional<Attempt> attempt() {
        return Optional.ofNullable(attempt);
    }

    /// Begins anew for a placement that nothing was sent for yet.
    void placed(Workflow workflow) {
        for (Slot slot : workflow.slots()) {
            slot(workflow, slot).uncertain = false;
        }
    }

    void begin(Attempt next) {
        attempt = next;
    }

    void end() {
        attempt = null;
    }
}
