package io.edgeless.node.agent;

import io.edgeless.api.id.LogicalId;
import io.edgeless.api.id.PhysicalId;
import io.edgeless.api.id.StateId;
import io.edgeless.api.model.Patch;
import io.edgeless.api.model.Placement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// One instance as the agent's core sees it; owned by the core.
final class Entry {

    enum Phase {
        /// Its state of an earlier life is being deleted: nothing is launched yet.
        HELD,
        STARTING,
        RUNNING,
        STOPPING
    }

    final PhysicalId id;
    final ComponentSpec spec;
    Phase phase = Phase.STARTING;

    /// It must go once the launch under way has ended.
    boolean unwanted;

    /// It is in the log as accepted.
    boolean recorded;

    /// The patch in force.
    Optional<Patch> patch = Optional.empty();

    /// Patches that wait, the first of them perhaps being tried.
    final Deque<Wanted> patches = new ArrayDeque<>();

    boolean isPatching;

    final List<Long> startTickets = new ArrayList<>();
    final List<Long> stopTickets = new ArrayList<>();

    /// The start of a newer epoch that waits for this one to be gone.
    Optional<AgentInput.Start> successor = Optional.empty();

    /// A patch that somebody asked for; nobody waits for one that is only put in force again.
    record Wanted(Optional<Long> ticket, Patch patch) {}

    Entry(PhysicalId id, ComponentSpec spec) {
        this.id = id;
        this.spec = spec;
    }

    boolean uses(StateId state) {
        return spec.state().equals(Optional.of(state));
    }

    boolean isLogical(LogicalId logical) {
        return spec.placement().filter(p -> p.logical().equals(logical)).isPresent();
    }

    /// 0 for an instance of a v1.2 orchestrator.
    long epoch() {
        return spec.placement().map(Placement::epoch).orElse(0L);
    }
}
