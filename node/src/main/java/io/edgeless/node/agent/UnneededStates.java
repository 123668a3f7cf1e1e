package io.edgeless.node.agent;

import io.edgeless.api.id.StateId;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The saved states of functions that were stopped for good, until they are deleted. What has to go
/// is remembered before anything is halted, so that a crash leaves no state behind for ever.
///
/// ```
/// stopped ──gone──▶ waits for the grace ──▶ is being deleted ──▶ (gone)
///    ▲                    ▲   └─ runs again: kept ─┐  └─ failed: waits once more, doomed
///    └── (start of it) ───┴────────────────────────┘
/// ```
///
/// One whose deletion has begun is never loaded again: who needs it waits until it is gone, and is
/// refused if it cannot be deleted.
///
/// The grace is for whoever stopped it by mistake: an orchestrator that took another placement for
/// the right one, and starts the function here once more.
final class UnneededStates {

    /// Longer than an orchestrator needs to see what runs where and to start what is missing.
    static final Duration GRACE = Duration.ofMinutes(1);

    private final Set<StateId> unneeded = new LinkedHashSet<>();
    private final Set<StateId> deleting = new LinkedHashSet<>();

    /// Those that could not be deleted when they had to go.
    private final Set<StateId> doomed = new LinkedHashSet<>();

    /// The number of the last wait of each that waits: earlier ones were cut short by a start.
    private final Map<StateId, Long> waiting = new LinkedHashMap<>();

    private long waits;

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

    /// Its function runs here again.
    void keep(StateId state, Out out) {
        waiting.remove(state);
        if (!deleting.contains(state) && unneeded.remove(state)) {
            out.records.add(new AgentRecord.StateSettled(state));
        }
    }

    /// Nobody uses it now: the grace begins.
    void release(StateId state, Out out) {
        if (unneeded.contains(state) && !deleting.contains(state)) {
            waits++;
            waiting.put(state, waits);
            out.effects.add(new AgentEffect.WaitWithState(state, waits, GRACE));
        }
    }

    /// A grace is over.
    ///
    /// @param isUsed somebody uses it, who says later whether it is kept
    void graceOver(StateId state, long number, boolean isUsed, Out out) {
        if (waiting.remove(state, number) && !isUsed) {
            delete(state, out);
        }
    }

    private void delete(StateId state, Out out) {
        if (deleting.add(state)) {
            out.effects.add(new AgentEffect.DeleteState(state));
        }
    }

    /// Somebody needs it. True: not before it is gone, which is tried at once.
    boolean mustGoFirst(StateId state, Out out) {
        if (doomed.contains(state)) {
            waiting.remove(state);
            delete(state, out);
        }
        return deleting.contains(state);
    }

    /// The disk has answered. One that could not be deleted is tried again when it is released.
    void deleted(StateId state, boolean isGone, Out out) {
        deleting.remove(state);
        if (!isGone) {
            doomed.add(state);
            return;
        }
        doomed.remove(state);
        if (unneeded.remove(state)) {
            out.records.add(new AgentRecord.StateSettled(state));
        }
    }
}
