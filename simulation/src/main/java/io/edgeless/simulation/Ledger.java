package io.edgeless.simulation;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.WorkflowStatus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients were told, and what follows from it.
final class Ledger {

    private final Witness witness;

    /// Workflows that a client was told to run and nobody asked to stop.
    private final Set<WorkflowId> owed = new LinkedHashSet<>();

    /// Workflows whose stop was confirmed.
    private final Set<WorkflowId> stopped = new HashSet<>();

    /// Workflow by the request that started it.
    private final Map<String, WorkflowId> requests = new LinkedHashMap<>();

    Ledger(Witness witness) {
        this.witness = witness;
    }

    /// The controller's disk is lost: so are its promises.
    void controllerDiskLost() {
        owed.clear();
        requests.clear();
    }

    /// A client was told that its workflow runs.
    void accepted(String request, WorkflowId workflow) {
        WorkflowId before = requests.putIfAbsent(request, workflow);
        if (before != null && !before.equals(workflow)) {
            witness.violated("request %s led to %s and %s".formatted(request, before, workflow));
        }
        owed.add(workflow);
    }

    /// The controller answers a request that it has not seen before.
    void answers(WorkflowStatus status) {
        for (ComponentStatus component : status.components()) {
            LogicalId logical = component.logical();
            if (!witness.everRan(logical)) {
                witness.violated(
                        "workflow %s was accepted although its %s (%s) never ran"
                                .formatted(status.id(), component.name(), logical));
            }
        }
    }

    void stopAsked(WorkflowId workflow) {
        owed.remove(workflow);
    }

    void stopConfirmed(WorkflowId workflow) {
        stopped.add(workflow);
    }

    /// Those that must be there, in the order in which they were accepted.
    List<WorkflowId> owed() {
        return new ArrayList<>(owed);
    }

    /// The controller remembers these.
    void compare(Collection<WorkflowId> remembered) {
        Set<WorkflowId> all = new HashSet<>(remembered);
        for (WorkflowId workflow : owed) {
            if (!all.contains(workflow)) {
                witness.violated("accepted workflow %s is forgotten".formatted(workflow));
            }
        }
        for (WorkflowId workflow : all) {
            if (stopped.contains(workflow)) {
                witness.violated("stopped workflow %s is back".formatted(workflow));
            }
        }
    }
}
