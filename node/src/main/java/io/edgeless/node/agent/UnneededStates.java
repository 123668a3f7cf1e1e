package io.edgeless.node.agent;

import io.edgeless.api.id.StateId;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The saved states of functions that were stopped for good, until they are deleted. What has to go
/// is remembered before anything is halted, so that a crash leaves no state behind for ever.
final class UnneededStates {

    private final Set<StateId> unneeded = new LinkedHashSet<>();
    private final Set<StateId> deleting = new LinkedHashSet<>();

    void restore(StateId state, boolean isNeeded) {
        if (isNeeded) {
            unneeded.remove(state);
        } else {
            unneeded.add(state);
        }
    }

    List<AgentRecord> snapshot() {
        return unneeded.stream().<AgentRecord>map(AgentRecord.StateUnneeded::new).toList();
    }

    /// All that were not deleted before the process ended.
    List<StateId> all() {
        return List.copyOf(unneeded);
    }

    /// Its function was stopped.
    void add(StateId state, Out out) {
        if (unneeded.add(state)) {
            out.records.add(new AgentRecord.StateUnneeded(state));
        }
    }

    /// Nobody uses it any longer, or somebody does again.
    void settle(StateId state, boolean isUsed, Out out) {
        if (!unneeded.contains(state) || deleting.contains(state)) {
            return;
        }
        if (isUsed) {
            unneeded.remove(state);
            out.records.add(new AgentRecord.StateSettled(state));
        } else {
            deleting.add(state);
            out.effects.add(new AgentEffect.DeleteState(state));
        }
    }

    /// Whoever needs it has to wait until it is gone.
    boolean isDeleting(StateId state) {
        return deleting.contains(state);
    }

    /// One that could not be deleted is tried again when the process starts next.
    void deleted(StateId state, boolean isGone, Out out) {
        deleting.remove(state);
        if (isGone && unneeded.remove(state)) {
            out.records.add(new AgentRecord.StateSettled(state));
        }
    }
}
