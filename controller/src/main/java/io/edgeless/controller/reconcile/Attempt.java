package io.edgeless.controller.reconcile;

import io.edgeless.api.id.DomainId;
import io.edgeless.controller.reconcile.ControllerState.Place;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/// A try to get a workflow running in one of several domains. Forgotten at a restart. Used by the
/// core's thread only.
final class Attempt {

    /// Why it is tried.
    enum Reason {
        START,
        MIGRATION,
        /// The controller's own decision: its domain was lost or reset, or none fitted before.
        RECOVERY
    }

    final Reason reason;

    /// Callers that wait for the outcome.
    final List<Long> tickets = new ArrayList<>();

    /// Domains not tried yet.
    final Deque<DomainId> candidates;

    /// Why the domains tried so far did not do.
    final List<String> causes = new ArrayList<>();

    /// Components of the last placement that must be gone first.
    final List<Place> predecessors = new ArrayList<>();

    Attempt(Reason reason, Collection<DomainId> candidates) {
        this.reason = reason;
        this.candidates = new ArrayDeque<>(candidates);
    }
}
