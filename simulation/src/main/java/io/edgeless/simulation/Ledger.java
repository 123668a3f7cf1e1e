package io.edgeless.simulation;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.WorkflowId;
import io.edgeless.api.model.ComponentStatus;
import io.edgeless.api.model.WorkflowStatus;
import io.edgeless.controller.reconcile.ControllerRecord;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients were told, and what follows from it for the controller after every step: each
/// accepted workflow is in its memory and in what it would write, no stopped one is, and one
/// request led to one workflow, all of whose components have run.
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

    /// The controller remembers these: compared when it begins and after every step that changed
    /// them. What was accepted is there, what was stopped is not, and however often a request was
    /// repeated, it led to one of them.
    void compare(List<ControllerRecord.Accepted> remembered) {
        Set<WorkflowId> all = new HashSet<>();
        Set<String> led = new HashSet<>();
        for (ControllerRecord.Accepted accepted : remembered) {
            all.add(accepted.workflow());
            String request = accepted.spec().annotations().get(ClientPart.REQUEST);
            if (request != null && !led.add(request)) {
                witness.violated("%s led to more than one workflow".formatted(request));
            }
        }
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
